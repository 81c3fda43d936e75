// The style of 2018: the first implementation in an order that works, one config for each.
;(function (window, red5pro) {
  'use strict'
  const testbed = JSON.parse(sessionStorage.getItem('r5proTestBed'))
  window.seen = []

  function note(event) {
    window.seen.push(event.type)
    if (event.type === red5pro.SubscriberEventTypes.SUBSCRIBE_START) window.playing = true
  }

  const base = {
    host: testbed.host,
    port: testbed.port,
    app: testbed.app,
    streamName: testbed.stream1,
    bandwidth: { audio: 56, video: 512 },
    streamManager: testbed.streamManager,
  }
  const rtmp = Object.assign({}, base, { protocol: 'rtmp', port: 1935, swf: '../lib/red5pro.swf' })
  let factory
  if (testbed.role === 'publisher') {
    factory = new red5pro.Red5ProPublisher()
    factory.setPublishOrder(testbed.order || ['rtc', 'rtmp'])
  } else {
    factory = new red5pro.Red5ProSubscriber()
    factory.setPlaybackOrder(testbed.order || 'rtc,rtmp,hls')
  }
  factory.on(red5pro.PublisherFailoverEventTypes.PUBLISHER_ACCEPT, note)
  factory.on(red5pro.SubscriberFailoverEventTypes.SUBSCRIBER_ACCEPT, note)
  factory.on(red5pro.PublisherFailoverEventTypes.PUBLISHER_REJECT, note)
  factory
    .init({
      rtc: Object.assign({ protocol: 'wss' }, base),
      whip: Object.assign({ protocol: 'https' }, base),
      whep: Object.assign({ protocol: 'https' }, base),
      rtmp: rtmp,
    })
    .then(function (implementation) {
      window.client = implementation
      window.type = implementation.getType()
      implementation.on('*', note)
      return implementation.publish ? implementation.publish() : implementation.subscribe()
    })
    .then(function (same) {
      window.outcome = same === window.client ? 'ok' : 'another one'
    })
    .catch(function (error) {
      window.outcome = String(error)
    })

  window.leave = function () {
    return client.unpublish ? client.unpublish(true) : client.unsubscribe()
  }
})(window, window.red5prosdk)
