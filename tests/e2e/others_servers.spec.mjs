// What others' servers do: scripted ones, with the cluster's real nodes behind them.
import { startFront } from './front.mjs'
import { expect, expectNothingLeft, received, test } from './lab.mjs'

const kindsOf = (sdp) => [...sdp.matchAll(/^m=(\w+)/gm)].map(([, kind]) => kind)

/** The description without the sections of a kind. */
function without(kind, sdp) {
  const [session, ...sections] = sdp.split(/^(?=m=)/m)
  const gone = sections.find((section) => section.startsWith(`m=${kind}`))
  const mid = /^a=mid:(\S+)/m.exec(gone)[1]
  const bundle = session.replace(/^(a=group:BUNDLE.*?)\r?$/m, (line) =>
    line
      .split(' ')
      .filter((tag) => tag !== mid)
      .join(' '),
  )
  return bundle + sections.filter((section) => section !== gone).join('')
}

/** The description with the sections of a kind rejected. */
function rejecting(kind, sdp) {
  const whole = without(kind, sdp)
  const [session] = whole.split(/^(?=m=)/m)
  const sections = sdp.split(/^(?=m=)/m).slice(1)
  return (
    session +
    sections
      .map((section) =>
        section.startsWith(`m=${kind}`)
          ? section
              .replace(/^m=(\w+) \d+/, 'm=$1 0')
              .replace(/^a=(candidate|end-of-candidates|sendonly|recvonly|sendrecv).*\r?\n/gm, '') +
            'a=inactive\r\n'
          : section,
      )
      .join('')
  )
}

const shapes = {
  '406 without a description': (kind) => async (asked) =>
    asked.method === 'POST' && kindsOf(asked.body).includes(kind)
      ? { status: 406, headers: {}, body: '' }
      : undefined,
  'an answer with fewer sections': (kind) => async (asked, pass) => {
    if (asked.method !== 'POST' || !kindsOf(asked.body).includes(kind)) return undefined
    const answer = await pass()
    return { ...answer, body: without(kind, answer.body) }
  },
  'a rejected section': (kind) => async (asked, pass) => {
    if (asked.method !== 'POST' || !kindsOf(asked.body).includes(kind)) return undefined
    const answer = await pass()
    return { ...answer, body: rejecting(kind, answer.body) }
  },
}

/** Publishes to the cluster itself, from a page of its own. */
async function onAir(lab, streamName) {
  const page = await lab()
  await page.evaluate(async (name) => {
    window.client = make(sluice.WHIPClient)
    await client.init({ ...server, streamName: name })
    await client.publish()
  }, streamName)
  return page
}

const play = (page, options) =>
  page.evaluate(async (given) => {
    document.body.insertAdjacentHTML('beforeend', '<video id="shown" autoplay muted></video>')
    window.client = make(sluice.WHEPClient)
    return outcome(
      client.init({ mediaElementId: 'shown', ...given }).then(() => client.subscribe()),
    )
  }, options)

const refusals = (page) =>
  page.evaluate(() =>
    window.details
      .filter(({ data }) => data?.code === 'signal.kinds_refused')
      .map(({ type, data }) => [type, data.detail]),
  )

const count = (page, kind) =>
  page.evaluate(async (wanted) => {
    for (const entry of (await client.getPeerConnection().getStats()).values())
      if (entry.type === 'inbound-rtp' && entry.kind === wanted) return entry.packetsReceived
    return 0
  }, kind)

for (const [shape, script] of Object.entries(shapes)) {
  for (const refused of ['video', 'audio']) {
    const taken = refused === 'video' ? 'audio' : 'video'
    test(`part 3: ${shape}: ${taken} plays at a server that refuses ${refused}`, async ({
      cluster,
      lab,
    }) => {
      const publisher = await onAir(lab, 'one-kind')
      const front = await startFront(cluster, script(refused))
      const page = await lab()
      const endpoint = `${front.origin}/live/whep/endpoint/one-kind`
      expect(await play(page, { endpoint })).toBe('ok')
      await expect.poll(() => count(page, taken)).toBeGreaterThan(10)
      // Chromium plays a stream whose second section is rejected.
      const asksAgain = !(shape === 'a rejected section' && refused === 'audio')
      const told = asksAgain
        ? [['Subscribe.Status', expect.stringContaining(`asked again for ${taken} alone`)]]
        : []
      if (shape.startsWith('406') && refused === 'video')
        told.unshift(['Subscribe.Status', expect.stringContaining('asked again for video alone')])
      expect(await refusals(page)).toEqual(told)
      if (asksAgain) expect(kindsOf(front.posts().at(-1).body)).toEqual([taken])
      // No session is left but the one that plays.
      const made = front.posts().length - (shape.startsWith('406') ? told.length : 0)
      await page.evaluate(() => client.unsubscribe())
      await expect
        .poll(() => front.requests.filter(({ method }) => method === 'DELETE').length)
        .toBe(made)
      await publisher.evaluate(() => client.unpublish(true))
      await expectNothingLeft(cluster, page, publisher)
      front.stop()
    })
  }
}

test('part 3: a publisher offers what the server takes, and recovery remembers it', async ({
  cluster,
  lab,
}) => {
  const front = await startFront(cluster, shapes['406 without a description']('audio'))
  const page = await lab()
  const endpoint = `${front.origin}/live/whip/endpoint/seen-only`
  await page.evaluate(async (given) => {
    window.client = make(sluice.WHIPClient)
    await client.init({ endpoint: given, recovery: true })
    await client.publish()
  }, endpoint)
  expect(front.posts().map(({ body }) => kindsOf(body))).toEqual([['audio', 'video'], ['video']])
  const { address } = (await cluster.nodes()).find(({ streams }) => streams.length > 0)
  const { id } = await cluster.nodeAt(address)
  await cluster.kill(id)
  await expect
    .poll(() => page.evaluate(() => events), { timeout: 30_000 })
    .toContain('Reconnect.Success')
  expect(kindsOf(front.posts().at(-1).body)).toEqual(['video'])
  expect((await refusals(page)).length).toBe(1)
  await cluster.restart(id)
  await page.evaluate(() => client.unpublish(true))
  await expectNothingLeft(cluster, page)
  front.stop()
})

for (const named of [true, false]) {
  test(`part 3: a redirect to another origin that wants the token, ${named ? 'named' : 'not named'} in tokenOrigins [row 36] [row 43]`, async ({
    cluster,
    lab,
  }) => {
    // The regional one, which lets nobody in without the token.
    const region = await startFront(cluster, async ({ headers }) =>
      headers.authorization === 'Bearer open-sesame'
        ? undefined
        : { status: 401, headers: {}, body: '' },
    )
    const global = await startFront(cluster, async ({ method, url }) =>
      method === 'POST'
        ? { status: 307, headers: { Location: region.origin + url }, body: '' }
        : undefined,
    )
    const page = await lab()
    const result = await page.evaluate(
      async ({ endpoint, tokenOrigins }) => {
        window.client = make(sluice.WHIPClient)
        await client.init({ endpoint, token: 'open-sesame', tokenOrigins })
        return outcome(client.publish())
      },
      {
        endpoint: `${global.origin}/live/whip/endpoint/abroad`,
        tokenOrigins: named ? [region.origin] : undefined,
      },
    )
    if (named) {
      expect(result).toBe('ok')
      const tokens = region.posts().map(({ headers }) => headers.authorization)
      expect(tokens).toEqual([undefined, 'Bearer open-sesame'])
      await page.evaluate(() => client.unpublish(true))
      const removal = region.requests.at(-1)
      expect(removal.method).toBe('DELETE')
      expect(removal.headers.authorization).toBe('Bearer open-sesame')
    } else {
      expect(result).toMatchObject({ code: 'http.auth_lost', blame: 'remote' })
      expect(region.posts()).toHaveLength(1)
      expect(region.posts()[0].headers.authorization).toBeUndefined()
    }
    await expectNothingLeft(cluster, page)
    region.stop()
    global.stop()
  })
}

for (const [what, ends] of [
  ['CR LF', '\r\n'],
  ['LF', '\n'],
]) {
  test(`part 3: a description with ${what} whose last line has no end`, async ({
    cluster,
    lab,
  }) => {
    const front = await startFront(cluster, async (asked, pass) => {
      if (asked.method !== 'POST') return undefined
      const answer = await pass()
      return { ...answer, body: answer.body.trim().replace(/\r?\n/g, ends) }
    })
    const page = await lab()
    const result = await page.evaluate(async (endpoint) => {
      window.client = make(sluice.WHIPClient)
      await client.init({ endpoint })
      return outcome(client.publish())
    }, `${front.origin}/live/whip/endpoint/trimmed`)
    expect(result).toBe('ok')
    await page.evaluate(() => client.unpublish(true))
    await expectNothingLeft(cluster, page)
    front.stop()
  })
}

test('part 3: a PATCH right after the 201 that is answered 404 is a warning, and no loss', async ({
  cluster,
  lab,
}) => {
  const publisher = await onAir(lab, 'lost-path')
  const front = await startFront(cluster, async ({ method }) =>
    method === 'PATCH' ? { status: 404, headers: {}, body: '' } : undefined,
  )
  const page = await lab()
  const endpoint = `${front.origin}/live/whep/endpoint/lost-path`
  expect(await play(page, { endpoint, recovery: true })).toBe('ok')
  await expect
    .poll(() => page.evaluate(() => events))
    .toContain('Subscribe.Status signal.wrong_location')
  const { frames } = await received(page)
  await expect.poll(async () => (await received(page)).frames).toBeGreaterThan(frames + 30)
  expect(await page.evaluate(() => events)).not.toContain('Reconnect.Start')
  await page.evaluate(() => client.unsubscribe())
  await publisher.evaluate(() => client.unpublish(true))
  await expectNothingLeft(cluster, page, publisher)
  front.stop()
})
