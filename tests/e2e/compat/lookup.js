// The style of 2023: the page asks the stream manager itself, rewrites its options by hand, and
// picks the client by `preferWhipWhep`. Then-chains; listeners after init().
;(function (window, red5prosdk) {
  'use strict'
  red5prosdk.setLogLevel(red5prosdk.LOG_LEVELS.WARN, true)
  const configuration = JSON.parse(window.sessionStorage.getItem('r5proTestBed'))
  const isPublisher = configuration.role === 'publisher'
  const seen = (window.seen = [])
  let target

  function onEvent(event) {
    seen.push(event.type)
    document.getElementById('status').textContent = event.type
    if (isPublisher && event.type === red5prosdk.PublisherEventTypes.PUBLISH_START)
      window.broadcasting = true
    if (event.type === red5prosdk.SubscriberEventTypes.SUBSCRIBE_START) window.playing = true
  }

  function lookup(action) {
    const { host, port, app, stream1, streamManagerAPI } = configuration
    const url =
      'https://' +
      host +
      ':' +
      port +
      '/streammanager/api/' +
      streamManagerAPI +
      '/event/' +
      app +
      '/' +
      stream1 +
      '?action=' +
      action +
      (configuration.endpoints ? '&endpoints=' + configuration.endpoints : '')
    return fetch(url).then(function (response) {
      if (response.status !== 200) throw new Error('lookup: ' + response.status)
      return response.json()
    })
  }

  function withRetries(find, left) {
    return find().catch(function (error) {
      if (left === 0) throw error
      return new Promise(function (resolve) {
        setTimeout(resolve, 1000)
      }).then(function () {
        return withRetries(find, left - 1)
      })
    })
  }

  function baseConfig() {
    return Object.assign({}, configuration, {
      protocol: configuration.preferWhipWhep ? 'https' : 'wss',
      streamName: configuration.stream1,
      mediaElementId: isPublisher ? 'red5pro-publisher' : 'red5pro-subscriber',
    })
  }

  function create() {
    if (isPublisher)
      return configuration.preferWhipWhep
        ? new red5prosdk.WHIPClient()
        : new red5prosdk.RTCPublisher()
    return configuration.preferWhipWhep
      ? new red5prosdk.WHEPClient()
      : new red5prosdk.RTCSubscriber()
  }

  function start(node) {
    const config = baseConfig()
    if (node) {
      config.app = configuration.proxy
      config.connectionParams = { host: node.serverAddress, app: node.scope }
      config.streamName = node.name
    }
    return create()
      .init(config)
      .then(function (implementation) {
        target = window.client = implementation
        target.on('*', onEvent)
        return isPublisher ? target.publish() : target.subscribe()
      })
      .then(function () {
        const options = target.getOptions()
        window.shown = { host: options.host, app: options.app, params: options.connectionParams }
        return target.getPeerConnection().getStats(null)
      })
  }

  const begin = configuration.preferWhipWhep
    ? start()
    : withRetries(function () {
        return lookup(isPublisher ? 'broadcast' : 'subscribe')
      }, 3).then(start)
  begin
    .then(function () {
      window.outcome = 'ok'
    })
    .catch(function (error) {
      window.outcome = typeof error === 'string' ? error : error.message
    })

  window.leave = function () {
    const end = isPublisher ? target.unpublish() : target.unsubscribe()
    return end.then(function () {
      target.off('*', onEvent)
      if (isPublisher) target.unpreview()
    })
  }
})(this, window.red5prosdk)
