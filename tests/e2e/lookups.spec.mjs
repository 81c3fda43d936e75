// A stream manager that answers a lookup by anything but nodes.
import { expect, expectNothingLeft, heard, start, stop, test, viaManager } from './lab.mjs'

const html = { 'content-type': 'text/html' }
const json = { 'content-type': 'application/json' }
const good = { name: 's', scope: 'live', serverAddress: '127.0.0.11', region: 'r' }
const bodyOf = (answer) => ({ status: 200, headers: json, body: JSON.stringify(answer) })

// Which answers to the lookup are worth another try.
const lookups = [
  [{ status: 404, headers: json, body: '{"errorMessage":"No."}' }, 'manager.no_origin', true],
  [{ status: 400 }, 'manager.bad_request', true],
  [{ status: 401 }, 'manager.unauthorized', false],
  [{ status: 403 }, 'manager.unauthorized', false],
  [{ status: 418 }, 'manager.refused', false],
  [{ status: 500 }, 'manager.failed', true],
  [{ status: 503, headers: { ...json, 'retry-after': '0' } }, 'manager.failed', true],
  [{ status: 200, headers: html, body: '<!doctype html><p>Login' }, 'manager.not_json', true],
  [{ status: 200, headers: json, body: '{"serverAddress":' }, 'manager.not_json', true],
  [{ status: 200, headers: json, body: '' }, 'manager.not_json', true],
  [{ status: 200, headers: json, bodySize: 5_000_000 }, 'manager.too_large', false],
  [bodyOf(7), 'manager.bad_answer', false],
  [bodyOf({ name: 's', scope: 'live' }), 'manager.bad_answer', false],
  [bodyOf({ ...good, serverAddress: 7 }), 'manager.bad_answer', false],
  [bodyOf({ ...good, serverAddress: 'user:secret@a/b?c' }), 'manager.bad_address', false],
  [bodyOf({ ...good, scope: '../other' }), 'manager.bad_answer', false],
  [bodyOf({ errorMessage: 'Not today.' }), 'manager.refused', false],
  [bodyOf([]), 'manager.no_origin', true],
]

test('what a manager answers becomes a code of its own, and is asked again where that may help', async ({
  cluster,
  lab,
}) => {
  const page = await lab('examples/publish/')
  for (const [answer, code, again] of lookups) {
    for (const retries of [undefined, 0]) {
      const what = `${code} ${JSON.stringify(answer).slice(0, 80)}, retries ${retries}`
      await page.evaluate(() => (events.length = 0))
      await cluster.clearRequests()
      await cluster.fault({ method: 'GET', path: '/event/' }, answer, 10)
      const more = retries === undefined ? {} : { retries }
      const error = await start(page, 'RTCPublisher', {
        streamName: 's',
        ...viaManager(cluster, more),
      })
      expect(error, what).toMatchObject({ name: 'SluiceError', code, retryable: again })
      expect(JSON.stringify(error), what).not.toContain('secret')
      expect((await heard(page)).filter((type) => /Fail/.test(type))).toEqual([
        `Connect.Failure ${code}`,
      ])
      const asked = (await cluster.requests()).map(({ method, path }) => `${method} ${path}`)
      const times = again && retries !== 0 ? 4 : 1
      expect(asked, what).toEqual(Array(times).fill('GET /streammanager/api/4.0/event/live/s'))
      await cluster.clearFaults()
      await expectNothingLeft(cluster, page)
    }
  }
})

test('a lookup that fails twice and then finds a node is no failure', async ({ cluster, lab }) => {
  const page = await lab('examples/publish/')
  await cluster.clearRequests()
  await cluster.fault({ path: '/event/' }, { status: 503 }, 2)
  expect(await start(page, 'RTCPublisher', { streamName: 's', ...viaManager(cluster) })).toBe('ok')
  const asked = (await cluster.requests()).map(({ method }) => method)
  expect(asked).toEqual(['GET', 'GET', 'GET', 'WS'])
  expect(await heard(page)).not.toContainEqual(expect.stringContaining('Failure'))
  await stop(page)
  await expectNothingLeft(cluster, page)
})

test('a manager that is down, cuts connections or says nothing is unreachable or late', async ({
  cluster,
  lab,
}) => {
  const page = await lab('examples/publish/')
  const failing = (manager, answer = 10_000) =>
    start(page, 'RTCPublisher', {
      streamName: 's',
      timeouts: { answer },
      ...viaManager(cluster, { retries: 1, ...manager }),
    })
  const unreachable = { code: 'manager.unreachable', blame: 'network', retryable: true }
  expect(await failing({ port: 1 })).toMatchObject(unreachable)
  // The browser tries again by itself.
  await cluster.fault({ path: '/event/' }, { drop: true }, 20)
  expect(await failing({})).toMatchObject(unreachable)
  await cluster.clearFaults()
  await cluster.clearRequests()
  await cluster.fault({ path: '/event/' }, { hang: true }, 2)
  expect(await failing({}, 300)).toMatchObject({ code: 'manager.timeout', retryable: true })
  expect(await cluster.requests()).toHaveLength(2)
  expect(await cluster.faults()).toEqual([])
  await cluster.clearFaults()
  await expectNothingLeft(cluster, page)
})

test('a failed attempt leaves the client free, though the camera prompt is still open', async ({
  cluster,
  lab,
}) => {
  const page = await lab('examples/publish/')
  await cluster.fault({ path: '/event/' }, { status: 401 }, 1)
  const [first, second] = await page.evaluate(
    async (more) => {
      window.client = make(sluice.RTCPublisher)
      const options = { ...server, ...more, streamName: 's' }
      const publish = (own) =>
        outcome(client.init({ ...options, ...own }).then(() => client.publish()))
      let answer
      const onGetUserMedia = () => new Promise((resolve) => (answer = resolve))
      const outcomes = [await publish({ onGetUserMedia }), await publish({})]
      const late = await navigator.mediaDevices.getUserMedia({ video: true })
      answer(late) // nobody uses it any more
      return outcomes
    },
    viaManager(cluster, { retries: 0 }),
  )
  expect(first).toMatchObject({ code: 'manager.unauthorized' })
  expect(second).toBe('ok')
  await stop(page)
  await expectNothingLeft(cluster, page)
})
