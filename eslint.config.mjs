import js from '@eslint/js'
import globals from 'globals'
import tseslint from 'typescript-eslint'

// Whatever comes from a server, a URL or a person is text: nothing may turn it into markup.
const htmlSinks = ['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({
  property,
  message: 'Use textContent and createElement.',
}))

// What tests/e2e/lab.mjs and tests/bench put into their pages.
const labGlobals = Object.fromEntries(
  [
    'actor',
    'actors',
    'client',
    'events',
    'failover',
    'frame',
    'handles',
    'make',
    'note',
    'notes',
    'openPeers',
    'outcome',
    'peerOfTrack',
    'plain',
    'player',
    'resources',
    'server',
    'sluice',
    'stage',
    'video',
    'view',
  ].map((name) => [name, 'readonly']),
)

export default tseslint.config(
  // What is under src/ is for Emscripten's glue, and no script.
  {
    ignores: [
      'src/',
      '**/dist/',
      'build/',
      'site/',
      '**/node_modules/',
      'test-results/',
      'playwright-report/',
    ],
  },
  js.configs.recommended,
  {
    files: ['web/**/*.ts', 'packages/*/src/**/*.{ts,tsx}'],
    extends: [tseslint.configs.strict],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      // What a declaration promises and a body does not need.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['examples/**/*.js', 'docs/site/*.js'],
    ignores: ['examples/cluster/**'],
    languageOptions: { globals: globals.browser },
  },
  {
    files: [
      'examples/cluster/**/*.js',
      'scripts/**/*.mjs',
      'packages/*/*.mjs',
      'bin/*.mjs',
      '*.mjs',
    ],
    languageOptions: { globals: globals.node },
  },
  // Parts of these run in the page, by way of Playwright's evaluate().
  {
    files: ['tests/**/*.mjs', 'tests/**/*.js'],
    languageOptions: { globals: { ...globals.browser, ...globals.node, ...labGlobals } },
    // Playwright wants a pattern even where a fixture needs nothing.
    rules: { 'no-empty-pattern': 'off' },
  },
  {
    files: ['web/**/*.ts', 'packages/*/src/**/*.{ts,tsx}', 'examples/**/*.js', 'docs/site/*.js'],
    rules: {
      'no-restricted-properties': ['error', ...htmlSinks],
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='document'][property.name=/^write(ln)?$/]",
          message: 'Use textContent and createElement.',
        },
      ],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
    },
  },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
)
