// The API of the field, name by name, on the build for a script tag. What is missing is listed.
import { defaults, enums, exportedNames, leftOutClasses, methods } from './compat/surface.mjs'
import { expect, test } from './lab.mjs'

/** A page with nothing but the script, which is asked in the same turn. */
async function blank(context, { url }) {
  const page = await context.newPage()
  await page.route('**/blank.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><script src="/dist/sluice.global.js"></script>
        <script>window.atOnce = Object.keys(window.red5prosdk ?? {})</script>`,
    }),
  )
  await page.goto(`${url}blank.html`)
  return page
}

test('all that pages of the field name is there, at once', async ({ context, cluster }) => {
  const page = await blank(context, cluster)
  const atOnce = await page.evaluate(() => window.atOnce)
  expect(
    [...exportedNames, ...Object.keys(enums)].filter((name) => !atOnce.includes(name)),
  ).toEqual([])
  const differences = await page.evaluate(() =>
    Object.keys(sluice).filter((name) => sluice[name] !== window.red5prosdk[name]),
  )
  // They take parameters that are encoded already.
  expect(differences.sort()).toEqual(['WHEPClient', 'WHIPClient'])
  expect(
    await page.evaluate(() => new window.red5prosdk.WHIPClient() instanceof sluice.WHIPClient),
  ).toBe(true)

  const missing = await page.evaluate(
    ([wantedEnums, wantedMethods]) => {
      const gaps = []
      for (const [name, members] of Object.entries(wantedEnums)) {
        for (const [key, value] of Object.entries(members))
          if (sluice[name][key] !== value) gaps.push(`${name}.${key}`)
      }
      for (const [name, wanted] of Object.entries(wantedMethods)) {
        const instance = new sluice[name]()
        for (const method of wanted)
          if (typeof instance[method] !== 'function') gaps.push(`${name}.${method}()`)
      }
      return gaps
    },
    [enums, methods],
  )
  expect(missing).toEqual([])
  expect(
    await page.evaluate(() => [
      new sluice.Red5ProPublisher().publishTypes,
      new sluice.Red5ProSubscriber().playbackTypes,
    ]),
  ).toMatchObject([
    { RTC: 'rtc', RTMP: 'rtmp' },
    { RTC: 'rtc', RTMP: 'rtmp', HLS: 'hls' },
  ])
})

test('the defaults are those that pages of the field know', async ({ context, cluster }) => {
  const page = await blank(context, cluster)
  for (const [name, wanted] of Object.entries(defaults)) {
    const shown = await page.evaluate(async (Client) => {
      const client = new sluice[Client]()
      client.on('Connect.Failure', () => {})
      await client
        .init({
          host: 'localhost',
          streamName: 's',
          protocol: undefined,
          timeouts: { answer: 100 },
        })
        .catch(() => {})
      const options = JSON.parse(JSON.stringify(client.getOptions()))
      await (client.unpublish ?? client.unsubscribe).call(client, true)
      return options
    }, name)
    expect(shown, name).toMatchObject(wanted)
  }
})

test('what is left out says so', async ({ context, cluster }) => {
  const page = await blank(context, cluster)
  for (const name of leftOutClasses) {
    const error = await page.evaluate(
      (Class) =>
        new sluice[Class]().init({}).then(
          () => 'ok',
          (caught) => caught.toJSON(),
        ),
      name,
    )
    expect(error, name).toMatchObject({ code: 'env.unsupported', blame: 'caller' })
  }
  expect(
    await page.evaluate(() =>
      new sluice.RTCPublisher().publishWithSocket(null).catch(({ code }) => code),
    ),
  ).toBe('env.unsupported')
})

test('a name that another SDK has taken stays its own', async ({ context, cluster }) => {
  const page = await context.newPage()
  await page.addInitScript(() => (window.red5prosdk = 'another'))
  await page.goto(cluster.url)
  await page.addScriptTag({ url: '/dist/sluice.global.js' })
  expect(await page.evaluate(() => [window.red5prosdk, typeof window.sluice])).toEqual([
    'another',
    'object',
  ])
})

test('an event survives being copied, and a listener that throws harms no other', async ({
  lab,
}) => {
  const page = await lab()
  const seen = await page.evaluate(async () => {
    const client = make(sluice.WHEPClient)
    const heard = []
    client.on('Connect.Failure', () => {
      throw new Error('a listener of the page')
    })
    client.on('Connect.Failure', (event) => heard.push({ ...event }))
    client.on('*', (event) =>
      heard.push(JSON.parse(JSON.stringify({ ...event, subscriber: null }))),
    )
    await client.init({ ...server, streamName: 'nobody', timeouts: { answer: 1000 } })
    await client.subscribe().catch(() => {})
    return heard
      .filter(({ type }) => type === 'Connect.Failure')
      .map(({ type, data, subscriber }) => [type, data.code, subscriber === client])
  })
  expect(seen).toEqual([
    ['Connect.Failure', 'stream.not_found', true],
    ['Connect.Failure', 'stream.not_found', false],
  ])
  expect(page.problems.some((problem) => problem.includes('a listener of the page'))).toBe(true)
})
