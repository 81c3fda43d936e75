// The style of 2025: the whole endpoint, wishes as connectionParams, async functions, and listeners
// before init(). The WebSocket clients of that time listen only behind it.
;(function (
  window,
  { WHIPClient, WHEPClient, RTCPublisher, RTCSubscriber, setLogLevel, LOG_LEVELS },
) {
  const config = JSON.parse(sessionStorage.getItem('r5proTestBed'))
  const { host, port, app, stream1, streamManagerNodeGroup: nodeGroup, region, role } = config
  setLogLevel(config.verboseLogging ? LOG_LEVELS.TRACE : LOG_LEVELS.WARN, true)
  window.seen = []
  const onEvent = (event) => {
    const { type, data } = event
    window.seen.push(type)
    if (type === 'WebRTC.Endpoint.Changed') window.node = data.endpoint
    if (type === 'Subscribe.Start') window.playing = true
    window.copies = [JSON.parse(JSON.stringify({ ...event, publisher: 0, subscriber: 0 })).type]
  }

  const connectionParams = { nodeGroup }
  if (region) connectionParams.region = region

  async function whip() {
    const isPublisher = role === 'publisher'
    const client = (window.client = isPublisher ? new WHIPClient() : new WHEPClient())
    client.on('*', onEvent)
    const kind = isPublisher ? 'whip' : 'whep'
    await client.init({
      endpoint: `https://${host}:${port}/as/v1/proxy/${kind}/${app}/${stream1}`,
      streamName: stream1,
      connectionParams,
    })
    await (isPublisher ? client.publish() : client.subscribe())
  }

  async function socket() {
    const isPublisher = role === 'publisher'
    const way = isPublisher ? 'publish' : 'subscribe'
    const client = (window.client = await (
      isPublisher ? new RTCPublisher() : new RTCSubscriber()
    ).init({
      endpoint: `wss://${host}:${port}/as/v1/proxy/ws/${way}/${app}/${stream1}`,
      streamName: stream1,
      subscriptionId: `subscriber-${Math.floor(Math.random() * 0x10000).toString(16)}`,
      connectionParams,
    })) // what comes during init() is missed
    client.on('*', onEvent)
    await (isPublisher ? client.publish() : client.subscribe())
  }

  const begin = async () => {
    try {
      await (config.preferWhipWhep ? whip() : socket())
      window.outcome = 'ok'
    } catch (error) {
      window.outcome = error.message ?? error
    }
  }
  begin()

  window.leave = async () => {
    if (role === 'publisher') await client.unpublish(true)
    else await client.unsubscribe()
    client.off('*', onEvent)
  }
})(window, window.red5prosdk)
