// From the settings of these pages to the object that `init()` takes.

/**
 * @param {object} settings from settings.js
 * @param {{ streamName: string, token?: string }} choice what the reader typed on the page itself
 */
export function publisherConfig(settings, choice) {
  const [width, height] = settings.resolution.split('x').map(Number)
  const video = {
    width: { ideal: width },
    height: { ideal: height },
    frameRate: { ideal: settings.frameRate },
  }
  return {
    ...connection(settings, choice),
    mediaElementId: 'red5pro-publisher',
    mediaConstraints: { audio: settings.microphone, video: settings.camera && video },
    bandwidth: { audio: settings.audioBitrate, video: settings.videoBitrate },
  }
}

export function subscriberConfig(settings, choice) {
  return { ...connection(settings, choice), mediaElementId: 'red5pro-subscriber' }
}

function connection(settings, { streamName, token }) {
  const { protocol, host, port, app, region } = settings
  return {
    protocol,
    host,
    port,
    app,
    streamName,
    ...(token && { token }),
    ...(region && { connectionParams: { region } }),
  }
}
