// Who may import whom (ARCHITECTURE.md). What is not listed under `allowed` is not allowed.

const NODE = { dependencyTypes: ['core'] }
/** A file of the house's own tests, or what several of them generate with: it may also use Node and fast-check. */
const TEST = '(?:[.]test|/test-kit/any-[a-z-]+)[.]ts$'
/** What builds the web app, and is not in it. */
const BUILD = '^apps/web/(?:vite[.]config[.]ts|build/)'

/** @param {string} folder */
const sourceOf = (folder) => `^${folder}/src/.+(?<!${TEST})$`

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Files that need each other are one idea, or miss a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'only-by-the-face',
      comment: 'A workspace is imported through its src/index.ts, never deeper.',
      severity: 'error',
      from: { path: '^(packages/[^/]+|platform/[^/]+|apps/[^/]+|tests|tools)/' },
      to: {
        path: '^(?:packages|platform|apps)/[^/]+/',
        pathNot: ['^$1/', '^(?:packages|platform|apps)/[^/]+/src/index[.]ts$'],
      },
    },
    {
      name: 'no-app-imports-an-app',
      comment: 'Server and agent know each other only by the protocol.',
      severity: 'error',
      from: { path: '^(apps/[^/]+)/' },
      to: { path: '^apps/', pathNot: '^$1/' },
    },
    {
      name: 'no-test-in-the-product',
      comment: 'What a product file needs is not kept in a test.',
      severity: 'error',
      from: { path: '^(?:packages|platform|apps)/', pathNot: TEST },
      to: { path: TEST },
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared',
      comment: 'A package that is used stands in the package.json of the workspace that uses it.',
      severity: 'error',
      from: { path: '^(?:packages|platform|apps)/', pathNot: [TEST, BUILD] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
  ],
  allowedSeverity: 'error',
  allowed: [
    {
      from: { path: sourceOf('packages/protocol') },
      to: { path: '^packages/protocol/|(?:^|/)node_modules/zod/' },
    },
    {
      from: { path: sourceOf('packages/media') },
      to: { path: '^packages/(?:media|protocol)/|(?:^|/)node_modules/fast-xml-parser/' },
    },
    {
      from: { path: sourceOf('packages/sync') },
      to: { path: '^packages/(?:sync|protocol)/|(?:^|/)node_modules/fractional-indexing/' },
    },
    { from: { path: '^packages/([^/]+)/' }, to: { path: '^packages/(?:$1|protocol)/' } },
    { from: { path: `^packages/.+${TEST}` }, to: NODE },
    { from: { path: `^packages/.+${TEST}` }, to: { path: 'node_modules/fast-check/' } },
    { from: { path: sourceOf('packages/grid') }, to: { path: '^packages/grid/' } },
    {
      from: { path: '^(platform/[^/]+)/' },
      to: { path: ['^$1/', '^packages/(?:protocol|sync)/', 'node_modules/'] },
    },
    { from: { path: '^platform/node/' }, to: NODE },
    { from: { path: `^platform/.+${TEST}` }, to: NODE },
    { from: { path: '^(apps/[^/]+)/' }, to: { path: ['^$1/', '^packages/', '^platform/', 'node_modules/'] } },
    { from: { path: '^apps/', pathNot: '^apps/web/' }, to: NODE },
    { from: { path: [BUILD, `^apps/web/.+${TEST}`] }, to: NODE },
    { from: { path: '^tests/' }, to: {} },
    {
      from: { path: '^tools/' },
      to: { path: ['^tools/', '^tests/', '^bin/', '^apps/[^/]+/src/index', 'node_modules/'] },
    },
    { from: { path: '^(?:tools|bin)/' }, to: NODE },
    { from: { path: '^bin/' }, to: { path: '^bin/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)samples/|^apps/web/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'types', 'default'],
    },
  },
}
