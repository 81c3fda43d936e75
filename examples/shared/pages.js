// The list of example pages. A new page is one entry here; paths are relative to examples/.

export const pages = [
  {
    path: 'publish/',
    title: 'Publish',
    side: 'publisher',
    summary:
      'Send a camera and a microphone to the server, and watch bitrate and losses as they go.',
  },
  {
    path: 'subscribe/',
    title: 'Subscribe',
    side: 'subscriber',
    summary: 'Play a live stream, with its delay to the first picture, jitter and freezes.',
  },
  {
    path: 'publishStreamManagerProxy/',
    title: 'Publish through the proxy',
    side: 'publisher',
    summary: 'Let a stream manager choose the origin, and reach it through the manager’s proxy.',
  },
  {
    path: 'publishStreamManagerProxyMultiOriginRequest/',
    title: 'Publish with spare origins',
    side: 'publisher',
    summary: 'Ask for several origins, and see the next one take over when the first fails.',
  },
  {
    path: 'subscribeStreamManagerProxy/',
    title: 'Play through the proxy',
    side: 'subscriber',
    summary: 'Let a stream manager choose the edge, and play from it through the manager’s proxy.',
  },
  {
    path: 'subscribeStreamManagerProxyReconnect/',
    title: 'Reconnect through the proxy',
    side: 'subscriber',
    summary: 'Kill a node while you watch, and see how long the picture stands still.',
  },
  {
    path: 'selftest/',
    title: 'Self-test',
    side: 'selftest',
    summary:
      'Find out why a stream does not work here: page, devices, server and network, step by step.',
  },
  {
    path: 'replay/',
    title: 'Replay a recording',
    side: 'replay',
    summary: 'See what happened in a recorded session, step by step, and why. No server needed.',
  },
]
