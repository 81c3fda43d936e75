"""A WHIP and WHEP server of a few lines around aiortc, a WebRTC stack in Python.

POST /whip counts the frames that it decodes, POST /whep plays a picture and a silence of its own.
GET /state tells what has come of it. Prints "ready <port>" and ends with its standard input.
"""

import asyncio
import sys
from itertools import count

from aiohttp import web
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, VideoStreamTrack
from aiortc.sdp import candidate_from_sdp
from av import VideoFrame

TOKEN = "Bearer open-sesame"
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "authorization, content-type, if-match",
    "Access-Control-Expose-Headers": "location, etag",
}

sessions = {}
numbers = count(1)
state = {"video": 0, "audio": 0, "size": None, "candidates": 0, "requests": []}


class Pulse(VideoStreamTrack):
    """Grey that gets lighter and starts again: each frame is another."""

    async def recv(self):
        pts, time_base = await self.next_timestamp()
        frame = VideoFrame(320, 240, "yuv420p")
        luma = pts // 3000 * 4 % 200 + 30
        for plane, value in zip(frame.planes, (luma, 128, 128)):
            plane.update(bytes([value]) * plane.buffer_size)
        frame.pts, frame.time_base = pts, time_base
        return frame


async def consume(track):
    try:
        while True:
            frame = await track.recv()
            state[track.kind] += 1
            if track.kind == "video":
                state["size"] = [frame.width, frame.height]
    except MediaStreamError:
        pass


@web.middleware
async def noted(request, handler):
    if request.method == "OPTIONS":
        return web.Response(status=204, headers=CORS)
    if request.path == "/state":
        return await handler(request)
    allowed = request.headers.get("Authorization") == TOKEN
    answer = await handler(request) if allowed else web.Response(status=401)
    answer.headers.update(CORS)
    state["requests"].append([request.method, answer.status])
    return answer


def respond_with(prepare):
    """Answers an offer with a connection that `prepare` has got ready for it."""

    async def respond(request):
        if request.content_type != "application/sdp":
            return web.Response(status=415)
        peer = RTCPeerConnection()
        number = str(next(numbers))
        sessions[number] = peer
        prepare(peer)
        await peer.setRemoteDescription(RTCSessionDescription(await request.text(), "offer"))
        await peer.setLocalDescription(await peer.createAnswer())
        return web.Response(
            status=201,
            text=peer.localDescription.sdp,
            content_type="application/sdp",
            headers={"Location": f"/session/{number}", "ETag": f'"{number}"'},
        )

    return respond


def receive(peer):
    peer.on("track", lambda track: asyncio.ensure_future(consume(track)))


def send(peer):
    peer.addTrack(AudioStreamTrack())
    peer.addTrack(Pulse())


async def take_candidates(request):
    peer = sessions.get(request.match_info["number"])
    if not peer:
        return web.Response(status=404)
    if request.headers.get("If-Match") != f'"{request.match_info["number"]}"':
        return web.Response(status=412)
    for line in (await request.text()).splitlines():
        if line.startswith("a=candidate:") and " tcp " not in line.lower():
            candidate = candidate_from_sdp(line[len("a=candidate:") :])
            candidate.sdpMid, candidate.sdpMLineIndex = "0", 0
            await peer.addIceCandidate(candidate)
            state["candidates"] += 1
    return web.Response(status=204)


async def end(request):
    peer = sessions.pop(request.match_info["number"], None)
    if not peer:
        return web.Response(status=404)
    await peer.close()
    return web.Response()


async def tell(_):
    return web.json_response({**state, "sessions": len(sessions)})


async def main():
    app = web.Application(middlewares=[noted])
    app.router.add_post("/whip", respond_with(receive))
    app.router.add_post("/whep", respond_with(send))
    app.router.add_patch("/session/{number}", take_candidates)
    app.router.add_delete("/session/{number}", end)
    app.router.add_get("/state", tell)
    # For the middleware, which answers it.
    app.router.add_route("OPTIONS", "/{path:.*}", tell)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print("ready", site._server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await asyncio.gather(*(peer.close() for peer in sessions.values()))
    await runner.cleanup()


asyncio.run(main())
