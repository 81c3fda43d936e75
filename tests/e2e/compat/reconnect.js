// A player that reconnects by itself, in the way of the field's pages: the notices, a status that
// says "already starting", a timer for a stream that has gone dry, and a flat second between tries.
;(function (window, red5prosdk) {
  'use strict'
  const configuration = JSON.parse(sessionStorage.getItem('r5proTestBed'))
  const SubscriberEventTypes = red5prosdk.SubscriberEventTypes
  const RTCSubscriberEventTypes = red5prosdk.RTCSubscriberEventTypes
  const dryAfter = 5000
  window.seen = []
  window.losses = []
  window.connects = 0
  let target, dryTimer, retryTimer, lastPackets

  function setConnected(connected, why) {
    window.playing = connected
    clearInterval(dryTimer)
    if (connected) {
      lastPackets = { count: 0, at: Date.now() }
      dryTimer = setInterval(checkPackets, 1000)
      return
    }
    window.losses.push(why)
    if (target) {
      target.off('*', onEvent)
      target.unsubscribe()
      target = undefined
    }
    retryConnect()
  }

  function retryConnect() {
    clearTimeout(retryTimer)
    retryTimer = setTimeout(connect, 1000)
  }

  function checkPackets() {
    const peer = target && target.getPeerConnection()
    if (!peer) return
    peer.getStats(null).then(function (report) {
      let count = 0
      report.forEach(function (entry) {
        if (entry.type === 'inbound-rtp') count += entry.packetsReceived
      })
      if (count > lastPackets.count) lastPackets = { count: count, at: Date.now() }
      else if (window.playing && Date.now() - lastPackets.at > dryAfter) setConnected(false, 'dry')
    })
  }

  function onEvent(event) {
    window.seen.push(event.type)
    switch (event.type) {
      case SubscriberEventTypes.PLAY_UNPUBLISH:
      case SubscriberEventTypes.CONNECTION_CLOSED:
      case RTCSubscriberEventTypes.DATA_CHANNEL_ERROR:
        return setConnected(false, event.type)
      case SubscriberEventTypes.SUBSCRIBE_STATUS:
        if (event.data && /already start/.test(event.data.message)) setConnected(false, event.type)
    }
  }

  function getEdge() {
    if (configuration.preferWhipWhep) return Promise.resolve()
    const c = configuration
    return fetch(
      'https://' +
        c.host +
        ':' +
        c.port +
        '/streammanager/api/4.0/event/' +
        c.app +
        '/' +
        c.stream1 +
        '?action=subscribe',
    ).then(function (response) {
      if (!response.ok) throw new Error('no edge: ' + response.status)
      return response.json()
    })
  }

  function connect() {
    window.connects++
    getEdge()
      .then(function (edge) {
        const config = Object.assign({}, configuration, {
          protocol: configuration.preferWhipWhep ? 'https' : 'wss',
          streamName: configuration.stream1,
          subscriptionId: 'subscriber-' + Math.floor(Math.random() * 0x10000).toString(16),
        })
        if (edge) {
          config.app = configuration.proxy
          config.connectionParams = { host: edge.serverAddress, app: edge.scope }
        }
        const Player = configuration.preferWhipWhep
          ? red5prosdk.WHEPClient
          : red5prosdk.RTCSubscriber
        return new Player().init(config)
      })
      .then(function (player) {
        target = window.client = player
        target.on('*', onEvent)
        return target.subscribe()
      })
      .then(function () {
        if (target) setConnected(true)
      })
      .catch(function () {
        if (target) target.off('*', onEvent)
        target = undefined
        retryConnect()
      })
  }
  connect()

  window.leave = function () {
    clearTimeout(retryTimer)
    clearInterval(dryTimer)
    target.off('*', onEvent)
    return target.unsubscribe()
  }
})(window, window.red5prosdk)
