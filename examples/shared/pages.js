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
]
