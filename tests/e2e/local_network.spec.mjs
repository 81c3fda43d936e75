// Chromium keeps pages of the public network from local addresses, and tells them nothing of it.
import { expect, test } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { chromiumArgs, chromiumPath } from './browser.mjs'

test.use({ launchOptions: { executablePath: chromiumPath, args: chromiumArgs } })

// A page that a test makes up has no address, which counts as a public one.
const origin = 'https://app.example.com'
const folder = new URL('../../dist/', import.meta.url)

/** Tries all clients, and a lookup, against a server of this machine's; gives the errors. */
async function errorsOf(page, port) {
  await page.route(`${origin}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1)
    if (!name) return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>x' })
    const contentType = name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript'
    await route.fulfill({ contentType, body: await readFile(new URL(name, folder)) })
  })
  await page.goto(`${origin}/`)
  return page.evaluate(async (port) => {
    const sluice = await import('/index.js')
    const server = { host: '127.0.0.1', port, protocol: 'http', streamName: 'near' }
    const managed = { ...server, proxy: 'streammanager', streamManager: true }
    const errors = {}
    for (const [what, name, options] of [
      ['WHIP', 'WHIPClient', server],
      ['WHEP', 'WHEPClient', server],
      ['publishing socket', 'RTCPublisher', server],
      ['playing socket', 'RTCSubscriber', server],
      ['lookup', 'RTCSubscriber', managed],
    ]) {
      const client = new sluice[name]()
      try {
        await client.init(options)
        await (client.publish ?? client.subscribe).call(client)
      } catch (error) {
        errors[what] = { code: error.code, blame: error.blame, retryable: error.retryable }
      }
      await (client.unpublish ?? client.unsubscribe).call(client)
    }
    return errors
  }, port)
}

test.describe('a page of the public network', () => {
  let server
  let asked = 0
  test.beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.method !== 'OPTIONS') asked++
      response.writeHead(503, {
        'access-control-allow-origin': '*',
        'access-control-allow-headers': '*',
        'access-control-allow-private-network': 'true',
      })
      response.end()
    })
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  test.afterAll(() => server.close())

  test('is told where it is the browser that stands in the way', async ({ page }) => {
    const code = 'env.local_network'
    const error = { code, blame: 'caller', retryable: false }
    expect(await errorsOf(page, server.address().port)).toEqual({
      WHIP: error,
      WHEP: error,
      'publishing socket': error,
      'playing socket': error,
      lookup: error,
    })
    expect(asked).toBe(0)
  })

  test('is told what the server says where it may ask it', async ({ context, page }) => {
    await context.grantPermissions(['local-network-access'])
    const errors = await errorsOf(page, server.address().port)
    expect(Object.values(errors).map(({ code }) => code)).not.toContain('env.local_network')
    expect(errors.WHIP.code).toBe('http.unavailable')
    expect(asked).toBeGreaterThan(0)
  })
})
