/**
 * Who may import whom (ARCHITECTURE.md, "Invariants"). Parsed with swc, because TypeScript 7 has no JavaScript API any more.
 * Types count as imports too: a type from a forbidden place is the first step to code from there.
 * Every rule has a case in test/architecture/boundaries.test.ts that proves it fires.
 */

/** A rule for modules below `from` (minus `fromNot`): nothing may match `to` (minus `toNot`). */
function forbid(name, comment, { from, fromNot, to, toNot }) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from, ...(fromNot ? { pathNot: fromNot } : {}) },
    to: { path: to, ...(toNot ? { pathNot: toNot } : {}) },
  }
}

/** Inside `from`, of our own sources only `allowed` may be imported. */
function only(name, comment, from, allowed, fromNot) {
  return forbid(name, comment, { from, fromNot, to: '^(src|scripts|test)/', toNot: [from, ...allowed] })
}

/** Electron's modules, whether resolved to the installed package or left as a bare name. */
const electron = '(^|/)node_modules/electron/|^electron(/|$)'

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A circle has no lower half: move what both need into a file of its own.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'The import names nothing that exists.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^electron$', '[?](raw|url|worker|inline)$'] },
    },
    only('shared-stands-alone', 'src/shared imports nothing of ours.', '^src/shared/', []),
    forbid(
      'shared-is-environment-free',
      'src/shared runs in the page too: zod and the contract builder are all it needs.',
      {
        from: '^src/shared/',
        to: '.',
        toNot: ['^src/shared/', '(^|/)node_modules/(zod|@orpc/contract|@orpc/shared)/'],
      },
    ),
    forbid('model-below-contract', 'The model does not know how it is called.', {
      from: '^src/shared/model/',
      to: '^src/shared/contract/',
    }),
    only('store-knows-shared', 'The store knows only src/shared.', '^src/main/store/', ['^src/shared/']),
    only('normalize-knows-shared', 'The normaliser is pure: it knows only src/shared.', '^src/main/normalize/', [
      '^src/shared/',
    ]),
    forbid('normalize-is-pure', 'The normaliser reads no file, no clock, no network.', {
      from: '^src/main/normalize/',
      to: '^(node:)?(fs|net|http|https|http2|child_process|worker_threads|os|process|dns|tls)(/|$)|(^|/)node_modules/better-sqlite3/',
    }),
    only(
      'formats-know-shared',
      'Foreign forms of traces are pure conversions: they know only src/shared.',
      '^src/main/formats/',
      ['^src/shared/'],
    ),
    ...['receive', 'exchange', 'labeling', 'evaluation'].map((area) =>
      only(
        `${area}-uses-store-and-shared`,
        `src/main/${area} uses store, normalize, formats and shared; the engine brings it together with the others.`,
        `^src/main/${area}/`,
        ['^src/main/store/', '^src/main/normalize/', '^src/main/formats/', '^src/shared/'],
      ),
    ),
    forbid(
      'only-hosts-start-engine',
      'Only the engine wires the parts, and only its hosts (Electron entry, browser host, CLI) know it.',
      {
        from: '^src/',
        fromNot: '^src/main/(engine|serve|shell|cli)/|^src/main/(index|cli)[.]ts$',
        to: '^src/main/engine/',
      },
    ),
    only(
      'serve-is-a-host',
      'The browser host talks to the engine through its door, never to the store.',
      '^src/main/serve/',
      ['^src/main/engine/', '^src/shared/'],
    ),
    only(
      'shell-is-a-host',
      'The Electron shell talks to the engine through its door, never to the store.',
      '^src/main/shell/',
      ['^src/main/engine/', '^src/shared/'],
    ),
    forbid('engine-below-hosts', 'The engine does not know which host it runs in; its entry under Electron is one.', {
      from: '^src/main/(engine|store|receive|normalize|formats|exchange|labeling|evaluation)/',
      fromNot: '^src/main/engine/threads/engine[.]ts$',
      to: '^src/main/(serve|shell|cli)/|^src/main/(index|cli)[.]ts$|^src/preload/',
    }),
    forbid('electron-in-its-place', 'Everything but the Electron entry, the shell and the preload is plain Node.', {
      from: '^(src|scripts)/',
      fromNot: '^src/main/index[.]ts$|^src/main/shell/|^src/preload/',
      to: electron,
    }),
    only('preload-knows-shared-types', 'The bridge holds no procedure names and no code of ours.', '^src/preload/', [
      '^src/shared/',
    ]),
    only('renderer-knows-shared', 'The page knows the contract, not the engine.', '^src/renderer/', ['^src/shared/']),
    {
      name: 'renderer-has-no-node',
      comment: 'The page runs in a browser tab as well: nothing of Node.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    forbid('renderer-has-no-server', 'The page never loads what only a server needs.', {
      from: '^src/renderer/',
      to: '(^|/)node_modules/(better-sqlite3|fastify|@fastify|@grpc|@orpc/server)/',
    }),
    {
      name: 'features-through-their-door',
      comment: "A feature uses another feature only through that feature's index.tsx.",
      severity: 'error',
      from: { path: '^src/renderer/features/([^/]+)/' },
      to: {
        path: '^src/renderer/features/([^/]+)/',
        pathNot: ['^src/renderer/features/$1/', '^src/renderer/features/[^/]+/index[.]tsx$'],
      },
    },
    forbid('app-uses-feature-doors', 'The app shell knows a feature by its index.tsx only.', {
      from: '^src/renderer/(app/|main[.]tsx$)',
      to: '^src/renderer/features/',
      toNot: '^src/renderer/features/[^/]+/index[.]tsx$',
    }),
    only('ui-is-generic', 'Shared widgets know no feature and no data.', '^src/renderer/ui/', [
      '^src/shared/',
      '^src/renderer/(theme|i18n)/',
    ]),
    only('data-below-screens', 'The client and the query cache know no screen.', '^src/renderer/data/', [
      '^src/shared/',
      '^src/renderer/i18n/',
    ]),
    only('theme-below-everything', 'Tokens know nothing.', '^src/renderer/theme/', ['^src/shared/']),
    only('i18n-below-everything', 'Texts know nothing.', '^src/renderer/i18n/', ['^src/shared/']),
    forbid('src-without-tests', 'The product does not import its tests or scripts.', {
      from: '^src/',
      to: '^(test|scripts)/',
    }),
    {
      name: 'no-dev-dependencies-in-main',
      comment: 'What the main process imports has to be in "dependencies": devDependencies are not shipped.',
      severity: 'error',
      from: { path: '^src/(main|shared)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: electron,
      },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
    moduleSystems: ['es6'],
    cache: false,
  },
}
