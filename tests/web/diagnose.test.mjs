// How a self-test runs its checks: deadlines, the stop, and that each thing opened is closed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build } from 'esbuild'
import { join } from 'node:path'

// The package's index is not needed for it but for the class of its errors.
const index = `export class SluiceError extends Error {
  constructor(fields) { super(fields.message); Object.assign(this, fields) }
}`
const { outputFiles } = await build({
  stdin: {
    contents: `export * from './diagnose_run'
      export { findingOf } from './diagnose_words'
      export { SluiceError } from './index'`,
    resolveDir: join(import.meta.dirname, '../../web'),
  },
  bundle: true,
  format: 'esm',
  write: false,
  plugins: [
    {
      name: 'index',
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^\.\/index$/ }, () => ({ path: 'index', namespace: 'stand-in' }))
        onLoad({ filter: /.*/, namespace: 'stand-in' }, () => ({ contents: index }))
      },
    },
  ],
})
const code = Buffer.from(outputFiles[0].contents).toString('base64')
const { Run, Scope, SluiceError, TimedOut, findingOf, pause, within } = await import(
  `data:text/javascript;base64,${code}`
)

const never = () => new Promise(() => {})
const passed = { state: 'passed', meaning: 'It works.' }
const start = (onCheck) => {
  const controller = new AbortController()
  return { controller, run: new Run(controller.signal, onCheck) }
}

test('a wait ends with its promise, its deadline or its signal, whichever comes first', async () => {
  const { signal } = new AbortController()
  assert.equal(await within(Promise.resolve(1), 1000, signal), 1)
  await assert.rejects(within(never(), 1, signal), TimedOut)
  await assert.rejects(within(never(), 1000, AbortSignal.abort('enough')), (reason) => {
    return reason === 'enough'
  })
  await pause(1, signal)
  await assert.rejects(pause(1000, AbortSignal.abort(new Error('stop'))), /stop/)
})

test('what a check opens is closed behind it, the last first; what comes too late at once', async () => {
  const { run } = start()
  const closed = []
  let late
  await run.check('page', 'Page', 1000, (scope) => {
    late = scope
    scope.defer(() => closed.push('first'))
    scope.defer(() => {
      closed.push('second')
      throw new Error('it does not close')
    })
    return passed
  })
  assert.deepEqual(closed, ['second', 'first'])
  assert.equal(late.signal.aborted, true)
  late.defer(() => closed.push('late'))
  await pause(1, new AbortController().signal)
  assert.deepEqual(closed, ['second', 'first', 'late'])
})

test('a check that takes too long has failed, is closed, and the next one is made', async () => {
  const { run } = start()
  const closed = []
  const slow = await run.check('http', 'Slow', 5, (scope) => {
    scope.defer(() => closed.push('slow'))
    return never()
  })
  assert.equal(slow.state, 'failed')
  assert.deepEqual(closed, ['slow'])
  assert.equal((await run.check('socket', 'Next', 1000, () => passed)).state, 'passed')
  assert.equal(run.has('http'), false)
  assert.equal(run.has('socket'), true)
})

test('the stop rejects with its reason, closes what is open, and nothing begins behind it', async () => {
  const { controller, run } = start()
  const closed = []
  const stopped = run.check('http', 'Stopped', 1000, (scope) => {
    scope.defer(() => closed.push('it'))
    controller.abort('enough')
    return never()
  })
  await assert.rejects(stopped, (reason) => reason === 'enough')
  assert.deepEqual(closed, ['it'])
  await assert.rejects(run.check('socket', 'Next', 1000, () => assert.fail('it began')))
  assert.deepEqual(run.checks, [])
})

test('each check is told twice, one that is skipped once; a listener that throws changes nothing', async (t) => {
  const told = []
  const thrown = []
  t.mock.method(globalThis, 'queueMicrotask', (task) => thrown.push(task))
  const { run } = start(({ id, state }) => {
    told.push(`${id} ${state}`)
    if (told.length === 1) throw new Error('of the listener')
  })
  await run.check('page', 'Page', 1000, () => passed)
  run.skip('wasm', 'WebAssembly', 'Not asked for.')
  assert.deepEqual(told, ['page running', 'page passed', 'wasm skipped'])
  assert.equal(thrown.length, 1)
  assert.throws(thrown[0], /of the listener/)
})

test('an error is told by its sentence, and nothing that it quotes', () => {
  const error = new SluiceError({
    code: 'http.forbidden',
    blame: 'caller',
    retryable: false,
    message: 'The server refuses this stream to this token. (sm.example.com says no)',
    detail: 'sm.example.com says no',
    httpStatus: 403,
  })
  assert.deepEqual(findingOf(error), {
    state: 'failed',
    meaning: 'The server refuses this stream to this token.',
    remedy: 'Get a valid token, and see that it is for this stream.',
    code: 'http.forbidden',
    details: { httpStatus: 403 },
  })
  const strange = findingOf(new TypeError('https://sm.example.com/?token=sesame'))
  assert.doesNotMatch(JSON.stringify(strange), /example|sesame/)
  assert.deepEqual(strange.details, { fault: 'TypeError' })
})

test('a scope may be closed twice', async () => {
  const scope = new Scope()
  let times = 0
  scope.defer(() => times++)
  await scope.close()
  await scope.close()
  assert.equal(times, 1)
})
