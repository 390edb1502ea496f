import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const CONSUMERS = fileURLToPath(new URL('consumers/types', import.meta.url)).replaceAll('\\', '/')
const BUILT = fileURLToPath(new URL('../dist', import.meta.url)).replaceAll('\\', '/')

const STRICT: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  jsx: ts.JsxEmit.ReactJSX,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node', 'vite/client'],
}
const BUNDLER: ts.CompilerOptions = {
  ...STRICT,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
}
const NODE: ts.CompilerOptions = {
  ...STRICT,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
}

/** Errors in the consumers and in our declarations; other libraries answer for their own. */
function errorsIn(names: string[], options: ts.CompilerOptions): string[] {
  const program = ts.createProgram(
    names.map((name) => `${CONSUMERS}/${name}`),
    options,
  )
  const ours = program
    .getSourceFiles()
    .filter(({ fileName }) => [CONSUMERS, BUILT].some((folder) => fileName.startsWith(folder)))
  expect(ours.map(({ fileName }) => fileName)).toContain(`${BUILT}/emulator.d.ts`)
  return [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...ours.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  ].map(({ file, start = 0, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1
    return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  })
}

// Each consumer also holds mistakes that must be errors, so types that are lost are seen too.
test.each([
  ['Bundler', BUNDLER, ['app.tsx', 'eager.tsx', 'route.mts']],
  ['NodeNext', NODE, ['app.tsx', 'route.mts', 'route.cts']],
])('consumers compile with %s', { timeout: 60_000 }, (_, options, names) => {
  expect(errorsIn(names, options)).toEqual([])
})
