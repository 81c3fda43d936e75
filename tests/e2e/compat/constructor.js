// The shortest way: an URL and an element, and everything begins by itself.
;((window, { WHIPClient, WHEPClient }) => {
  const { host, port, app, stream1, role } = JSON.parse(sessionStorage.getItem('r5proTestBed'))
  const isPublisher = role === 'publisher'
  const url = `https://${host}:${port}/${app}/${isPublisher ? 'whip' : 'whep'}/endpoint/${stream1}`
  const view = document.getElementById(isPublisher ? 'red5pro-publisher' : 'red5pro-subscriber')
  window.seen = []
  const client = (window.client = isPublisher
    ? new WHIPClient(url, view)
    : new WHEPClient(url, view))
  client.on('*', ({ type }) => {
    window.seen.push(type)
    if (type === 'Publish.Start' || type === 'Subscribe.Start') window.outcome = 'ok'
    if (type === 'Subscribe.Start') window.playing = true
    if (type === 'Connect.Failure') window.outcome = 'failed'
  })
  window.leave = () => (isPublisher ? client.unpublish(true) : client.unsubscribe())
})(window, window.red5prosdk)
