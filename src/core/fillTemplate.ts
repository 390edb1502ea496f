/** What a label's template may name. */
export type TemplateWords = Partial<Record<'count' | 'viewers' | 'text' | 'when', string>>

/** A label with its `{names}` filled in, each as often as it stands there; any other brace stays. */
export function fillTemplate(template: unknown, words: TemplateWords): string {
  // A form from a file of translations may be a number.
  return String(template).replace(
    /\{(count|viewers|text|when)\}/g,
    (whole, name: keyof TemplateWords) => words[name] ?? whole,
  )
}
