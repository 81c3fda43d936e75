// How a spec plays from a peer and tells how long that took.

/**
 * Starts a player, as `client` in the page, and waits for a picture at its element. Gives
 * `{ result, firstFrame }`: 'ok' or the error, and the milliseconds from subscribe() on.
 */
export function play(page, Client, options) {
  return page.evaluate(
    async ([name, given]) => {
      window.client = make(sluice[name])
      const failed = await outcome(client.init({ ...server, ...given }))
      if (failed !== 'ok') return { result: failed }
      const start = performance.now()
      const result = await outcome(client.subscribe())
      if (result !== 'ok') return { result }
      let last
      const shown = await new Promise((resolve) => {
        client.getPlayer().requestVideoFrameCallback(() => resolve(performance.now()))
        last = setTimeout(resolve, 60_000)
      })
      clearTimeout(last)
      if (!shown) return { result: 'no picture within 60 s' }
      return { result, firstFrame: Math.round(shown - start) }
    },
    [Client, options],
  )
}

/** Goes into the report, and is no assertion: how fast a machine is says nothing of the SDK. */
export function tell(testInfo, type, description) {
  testInfo.annotations.push({ type, description: String(description) })
}
