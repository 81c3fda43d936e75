// The whole of a testbed's settings is spread into init(): most of them mean nothing to the client.
;(async (window, sdk) => {
  const settings = JSON.parse(sessionStorage.getItem('r5proTestBed'))
  const Client = sdk[settings.client]
  const isPublisher = settings.role === 'publisher'
  window.seen = []
  const client = (window.client = new Client())
  client.on('*', ({ type }) => {
    window.seen.push(type)
    if (type === 'Subscribe.Start') window.playing = true
  })
  try {
    await client.init({ ...settings, streamName: settings.stream1 })
    await (isPublisher ? client.publish(settings.stream1) : client.subscribe())
    window.shown = client.getOptions()
    window.outcome = 'ok'
  } catch (error) {
    window.outcome = error.message
  }
  window.leave = () => (isPublisher ? client.unpublish(true) : client.unsubscribe())
})(window, window.red5prosdk)
