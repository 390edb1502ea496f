/**
 * What a page imports, with what it then bundles; `npm run bench -- weight` says where it comes
 * from. The goals are 4,500 B for the badge and 3,000 B for the hook; until they are reached these
 * limits keep both from growing.
 */
const ofThePackage = {
  path: 'dist/index.js',
  gzip: true,
  // As a module, as pages are bundled: `require` for what stays outside would weigh more than it.
  modifyEsbuildConfig: (/** @type {object} */ config) => ({
    ...config,
    format: 'esm',
    target: 'es2022',
  }),
}

export default [
  {
    ...ofThePackage,
    name: 'badge, with the fetcher it comes with',
    import: '{ ViewerCount }',
    limit: '9350 B',
  },
  { ...ofThePackage, name: 'hook alone', import: '{ useMuxViewers }', limit: '6650 B' },
  {
    ...ofThePackage,
    path: 'dist/player.js',
    name: 'player with the badge over it, without Mux\u2019s player',
    import: '{ LivePlayer }',
    ignore: ['@mux/mux-player-react'],
    limit: '12600 B',
  },
  { name: 'styles.css', path: 'dist/styles.css', gzip: true, limit: '2000 B' },
]
