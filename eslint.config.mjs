import js from '@eslint/js'
import tseslint from 'typescript-eslint'

// Whatever comes from a server, a URL or a person is text: nothing may turn it into markup.
const htmlSinks = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'write', 'writeln'].map(
  (property) => ({
    property,
    message: 'Use textContent and createElement.',
  }),
)

const browserGlobals = Object.fromEntries(
  [
    'window document location navigator sessionStorage console performance crypto fetch URL',
    'URLSearchParams setTimeout clearTimeout setInterval clearInterval requestAnimationFrame',
    'cancelAnimationFrame queueMicrotask matchMedia getComputedStyle devicePixelRatio CustomEvent',
    'Event EventTarget HTMLElement HTMLMediaElement MediaStream RTCPeerConnection ResizeObserver',
    'MutationObserver AbortController WebAssembly structuredClone Blob TextDecoder TextEncoder',
    'DOMException customElements Node SVGElement',
  ]
    .join(' ')
    .split(' ')
    .map((name) => [name, 'readonly']),
)
const nodeGlobals = Object.fromEntries(
  'process Buffer console URL URLSearchParams fetch setTimeout clearTimeout setInterval clearInterval setImmediate AbortController AbortSignal performance WebAssembly Response Request Headers TextDecoder TextEncoder structuredClone queueMicrotask'
    .split(' ')
    .map((name) => [name, 'readonly']),
)

export default tseslint.config(
  { ignores: ['dist/', 'build/', '**/node_modules/', 'test-results/', 'playwright-report/'] },
  js.configs.recommended,
  {
    files: ['web/**/*.ts'],
    extends: [tseslint.configs.strict],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['examples/**/*.js'],
    ignores: ['examples/cluster/**'],
    languageOptions: { globals: browserGlobals },
  },
  {
    files: ['examples/cluster/**/*.js', 'scripts/**/*.mjs', '*.mjs'],
    languageOptions: { globals: nodeGlobals },
  },
  // Parts of these run in the page, by way of Playwright's evaluate().
  {
    files: ['tests/**/*.mjs'],
    languageOptions: { globals: { ...browserGlobals, ...nodeGlobals } },
  },
  {
    files: ['web/**/*.ts', 'examples/**/*.js'],
    rules: {
      'no-restricted-properties': ['error', ...htmlSinks],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
    },
  },
  { rules: { eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error' } },
)
