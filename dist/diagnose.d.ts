/*! Sluice 0.1.0 | MIT | with parts of Emscripten (MIT), musl (MIT), libc++ (Apache-2.0 WITH LLVM-exception) and JSON for Modern C++ (MIT) */
import { type ClientOptions, type SluiceErrorCode } from './index.js';
/** The checks, in their order. */
export type CheckId = 'page' | 'wasm' | 'webrtc' | 'codecs' | 'camera' | 'microphone' | 'manager' | 'lookup' | 'http' | 'socket' | 'playing' | 'roundtrip' | 'host' | 'stun' | 'turn' | 'stream';
/**
 * `warning`: it works, and something about it is worth knowing. `skipped`: it was not asked for, or
 * cannot be told while something before it fails.
 */
export type CheckState = 'passed' | 'failed' | 'warning' | 'skipped';
/** One check, and what it has come to. */
export interface Check {
    /** Which one it is. */
    id: CheckId;
    /** What it is about, as a title. */
    title: string;
    /** What it has come to. */
    state: CheckState;
    /** How long it took, in ms. */
    ms: number;
    /** What that means, in one or two sentences. */
    meaning: string;
    /** What to do about it; empty where there is nothing to do. */
    remedy: string;
    /** The SDK's error behind it, where there is one. */
    code?: SluiceErrorCode;
    /** Particulars: numbers, names of codecs and protocols, states. */
    details: Record<string, unknown>;
}
/** A check that begins (`running`) or has ended. */
export interface CheckProgress extends Omit<Check, 'state'> {
    /** What it has come to so far. */
    state: CheckState | 'running';
}
/**
 * What is tested, and how. Beside these all options of the clients are passed on to them. Without
 * `host`, `endpoint` and `playEndpoint` only the browser and its network are tested.
 */
export interface DiagnoseOptions extends Pick<ClientOptions, 'host' | 'protocol' | 'port' | 'app' | 'streamManager' | 'connectionParams' | 'rtcConfiguration' | 'iceServers' | 'token' | 'timeouts' | 'wasmUrl'> {
    /** The WHIP endpoint that is published at. Default: made of host and app. */
    endpoint?: string;
    /** The WHEP endpoint that is played from. Default: made of host and app. */
    playEndpoint?: string;
    /** Whether this stream can be played is tested too. Default: none; a name is made up. */
    streamName?: string;
    /** Open camera and microphone, about which the browser may ask the user. Default false. */
    media?: boolean;
    /** Publish a picture that is made up, and play it, for two seconds. Default false. */
    stream?: boolean;
    /** Called as each check begins, and as it ends. Default: none. */
    onCheck?: (check: CheckProgress) => void;
    /** Ends the test: all that is open is closed, then diagnose() rejects with its reason. Default: none. */
    signal?: AbortSignal;
    [key: string]: unknown;
}
/**
 * The result, as plain data. It may be handed on: no token, credential, address, name of a host, a
 * stream or a device is in it. ICE servers are named by their place in the options.
 */
export interface Diagnosis {
    /** The SDK's version. */
    version: string;
    /** When it began, as ISO 8601 has it. */
    when: string;
    /** How long it took, in ms. */
    ms: number;
    /** As the browser names itself. */
    browser: string;
    /** What was to be tested: which kind of server, whether it is reached by TLS, and what was given. */
    asked: {
        server: 'manager' | 'host' | 'endpoint' | 'none';
        secure: boolean;
        token: boolean;
        streamName: boolean;
        media: boolean;
        stream: boolean;
    };
    /** The worst of the checks. */
    state: Exclude<CheckState, 'skipped'>;
    /** What is most telling, in one sentence. */
    summary: string;
    /** All checks, in their order. */
    checks: Check[];
}
/**
 * Tests this browser, its network and a server, and tells what is wrong and what to do about it.
 * Nothing that it opens stays open: no peer connection, socket, camera or session on the server.
 * @throws SluiceError config.invalid, where the options are no object; env.unsupported, where there is
 *   no page; the signal's reason
 */
export declare function diagnose(options?: DiagnoseOptions): Promise<Diagnosis>;
