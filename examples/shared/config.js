// From the settings of these pages to the object that `init()` takes.

/**
 * @param {object} settings from settings.js
 * @param {{ streamName: string, token?: string }} choice what the reader typed on the page itself
 * @param {object} [streamManager] for pages that go through one: what to ask of it
 */
export function publisherConfig(settings, choice, streamManager) {
  const [width, height] = settings.resolution.split('x').map(Number)
  const video = {
    width: { ideal: width },
    height: { ideal: height },
    frameRate: { ideal: settings.frameRate },
  }
  return {
    ...connection(settings, choice, streamManager),
    mediaElementId: 'red5pro-publisher',
    mediaConstraints: { audio: settings.microphone, video: settings.camera && video },
    bandwidth: { audio: settings.audioBitrate, video: settings.videoBitrate },
  }
}

export function subscriberConfig(settings, choice, streamManager) {
  return { ...connection(settings, choice, streamManager), mediaElementId: 'red5pro-subscriber' }
}

function connection(settings, { streamName, token }, streamManager) {
  const { protocol, host, port, app, region, recording } = settings
  return {
    protocol,
    host,
    port,
    app,
    streamName,
    ...(token && { token }),
    ...(recording && { recording }),
    ...(streamManager ? { streamManager } : region && { connectionParams: { region } }),
  }
}
