// Pages that play HLS.
import { fileURLToPath } from 'node:url'
import { expect, start } from './lab.mjs'

const library = fileURLToPath(new URL('../../node_modules/hls.js/dist/hls.mjs', import.meta.url))

/** A page with a muted player in it, and hls.js as `Hls` where it is wanted. */
export async function playerPage(lab, { withLibrary = true } = {}) {
  const page = await lab('examples/subscribe/')
  await page.route('**/lib/hls.mjs', (route) =>
    route.fulfill({ path: library, contentType: 'text/javascript' }),
  )
  await page.evaluate(async (wanted) => {
    if (wanted) {
      // The page's policy has no room for the library's worker.
      const { default: Hls } = await import('/lib/hls.mjs')
      Hls.DefaultConfig.enableWorker = false
      window.Hls = Hls
    }
    const video = document.createElement('video')
    video.id = 'player'
    video.muted = true
    video.autoplay = true
    document.body.append(video)
  }, withLibrary)
  return page
}

export async function publish(lab, streamName, more) {
  const page = await lab('examples/publish/')
  expect(await start(page, 'WHIPClient', { streamName, ...more })).toBe('ok')
  return page
}

export const player = (streamName, more) => ({ streamName, mediaElementId: 'player', ...more })

/** That the player shows the cluster's clip, and goes on. */
export async function expectToPlay(page, selector = '#player') {
  const video = page.locator(selector)
  await expect.poll(() => video.evaluate((one) => one.videoWidth)).toBe(320)
  const before = await video.evaluate((one) => one.currentTime)
  await expect.poll(() => video.evaluate((one) => one.currentTime)).toBeGreaterThan(before + 1)
}

/** How many playlists the cluster has been asked for in the next moments. */
export async function playlistsFrom(cluster, ms) {
  await cluster.clearRequests()
  await new Promise((resolve) => setTimeout(resolve, ms))
  return (await cluster.requests()).filter(({ path }) => path.endsWith('.m3u8')).length
}
