import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const NOT_OURS = new Set([
  'node_modules',
  '.git',
  'dist',
  '.next',
  'storybook-static',
  'coverage',
  'package-lock.json',
])
const TEXT = /\.(tsx?|mts|cts|m?js|cjs|css|html|json|mdx?|ya?ml|svg)$|^[^.]+$|^\.[a-z]+rc$/

/** Texts by their path in the repository, with `/`. */
export type Sources = ReadonlyMap<string, string>

/** Every text file of the repository that is ours. */
export function readRepository(): Sources {
  const sources = new Map<string, string>()
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name)) continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) walk(path)
      else if (TEXT.test(entry.name)) {
        sources.set(relative(ROOT, path).replaceAll('\\', '/'), readFileSync(path, 'utf8'))
      }
    }
  }
  walk(ROOT)
  return sources
}

/** The TypeScript files below `folder`, parsed, by path. */
export function parseBelow(sources: Sources, folder: string): Map<string, ts.SourceFile> {
  const parsed = new Map<string, ts.SourceFile>()
  for (const [path, text] of sources) {
    if (!path.startsWith(`${folder}/`) || !/\.tsx?$/.test(path)) continue
    parsed.set(path, ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))
  }
  return parsed
}

/** One `import … from`, `export … from` or `import(…)`. */
export interface ImportFound {
  from: string
  /** As it is written. */
  specifier: string
  /** The file meant, for a relative specifier; `undefined` when there is none. */
  to: string | undefined
}

/** All imports of the parsed files, also those of types only. */
export function importsOf(files: ReadonlyMap<string, ts.SourceFile>): ImportFound[] {
  const found: ImportFound[] = []
  for (const [from, file] of files) {
    visit(file, (node) => {
      const specifier = moduleSpecifier(node)
      if (specifier === undefined) return
      const target = posix.join(posix.dirname(from), specifier)
      const endings = ['', '.ts', '.tsx', '/index.ts', '/index.tsx']
      const to = specifier.startsWith('.')
        ? endings.map((ending) => target + ending).find((path) => files.has(path))
        : undefined
      found.push({ from, specifier, to })
    })
  }
  return found
}

/** Every piece of text in a file's code, without comments and module specifiers. */
export function literalsOf(file: ts.SourceFile): string[] {
  const found: string[] = []
  visit(file, (node) => {
    if (node.parent !== undefined && moduleSpecifier(node.parent) !== undefined) return
    const isText =
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddle(node) ||
      ts.isTemplateTail(node) ||
      ts.isJsxText(node)
    if (isText) found.push(node.text)
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text.replaceAll('\\', ''))
  })
  return found
}

/** What runs when the module is loaded: `let` and `new X()` outside of every function. */
export function moduleStateOf(file: ts.SourceFile): string[] {
  const found: string[] = []
  const walk = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.Const) === 0) {
      found.push(node.getText(file))
    }
    if (ts.isNewExpression(node)) found.push(`new ${node.expression.getText(file)}`)
    if (!ts.isPropertyDeclaration(node) || isStatic(node)) ts.forEachChild(node, walk)
  }
  walk(file)
  return found
}

function isStatic(node: ts.PropertyDeclaration): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) ?? false
}

function moduleSpecifier(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)
      ? node.moduleSpecifier.text
      : undefined
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [argument] = node.arguments
    return argument && ts.isStringLiteralLike(argument) ? argument.text : undefined
  }
  const isImportType = ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
  return isImportType && ts.isStringLiteral(node.argument.literal)
    ? node.argument.literal.text
    : undefined
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, (child) => visit(child, see))
}
