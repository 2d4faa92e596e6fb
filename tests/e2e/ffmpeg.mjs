// ffmpeg as the venue's encoder, and as the maker of what a camera sees. Children are ended with the stage.
import { spawnSync } from 'node:child_process'
import { until } from './check.mjs'
import { end_child, ingest_key, start_child } from './server.mjs'

const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin']

// A test picture with a clap as media/clap.hpp describes it, every 2.4 s (whole frames at 25 and at 30 a second).
const clapping = (size, fps) => [
    '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${fps},drawbox=w=iw/10:h=ih/10:color=black:t=fill,`
        + 'drawbox=w=iw/10:h=ih/10:color=white:t=fill:enable=lt(mod(t+0.001\\,2.4)\\,0.1)',
    '-f', 'lavfi', '-i', 'aevalsrc=if(lt(mod(t\\,2.4)\\,0.02)\\,0.7*cos(2*PI*1000*t)\\,0.02*sin(2*PI*440*t)):s=48000',
]

/**
 * Pushes a test picture that claps as H.264/AAC in MPEG-TS over SRT, in real time, until the stage is closed. Tries
 * again while nobody listens yet. → once frames are on their way; `cut()` ends the pusher, `mend()` starts another.
 */
export async function push_srt(stage, port, passphrase, { width = 1280, height = 720, fps = 25 } = {}) {
    const to = `srt://127.0.0.1:${port}?mode=caller&passphrase=${passphrase}&pbkeylen=16&latency=120000`
    const words = [...quiet, '-progress', 'pipe:1', '-re', ...clapping(`${width}x${height}`, fps),
        '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p',
        '-g', String(fps), '-b:v', '1500k', '-c:a', 'aac', '-b:a', '96k', '-f', 'mpegts', to]
    let child
    let frames = 0
    let wanted = true
    let complaint = ''
    const start = () => {
        child = start_child('ffmpeg', words, { stdio: ['ignore', 'pipe', 'pipe'] })
        child.stdout.on('data', data => { frames = Math.max(frames, ...[...String(data).matchAll(/frame=(\d+)/g)].map(m => Number(m[1]))) })
        child.stderr.on('data', data => { complaint = String(data) })
        child.once('exit', () => { if (wanted) start() })
    }
    const cut = () => {
        wanted = false
        return end_child(child)
    }
    const mend = () => {
        wanted = true
        frames = 0
        start()
        return until(() => frames > fps, `frames over SRT; ffmpeg says: ${complaint}`, 30_000)
    }
    stage.keep(undefined, cut)
    await mend()
    return { frames: () => frames, cut, mend }
}

/** Makes the MJPEG file that Chromium's fake camera shows from a picture file. */
export function camera_file(picture, file) {
    const made = spawnSync('ffmpeg', [...quiet, '-y', '-loop', '1', '-framerate', '10', '-i', picture, '-t', '2',
        '-vf', 'scale=420:420:flags=neighbor,pad=1280:720:(ow-iw)/2:(oh-ih)/2:white', '-pix_fmt', 'yuvj420p', '-q:v', '2',
        '-f', 'mjpeg', file], { encoding: 'utf8', timeout: 30_000 })
    if (made.status !== 0) throw new Error(`ffmpeg could not make the camera's picture: ${made.stderr}`)
}

/**
 * Publishes one CMAF track as ffmpeg alone can (DASH-IF Live Media Ingest, interface 1): a picture of `size`, or a tone
 * when there is none. → {kill()}; ended with the stage.
 */
export async function publish_track(stage, server, name, size) {
    const input = size ? `testsrc2=size=${size}:rate=30` : 'sine=frequency=440:sample_rate=48000'
    const coding = size
        ? ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'main', '-pix_fmt', 'yuv420p',
            '-g', '60', '-keyint_min', '60', '-sc_threshold', '0', '-bf', '0', '-b:v', '500k']
        : ['-c:a', 'aac', '-b:a', '96k']
    // Segments of all publishers begin at the same moments: whole pairs of seconds since the Unix epoch.
    const from = Math.ceil(Date.now() / 2000) * 2
    await new Promise(resolve => setTimeout(resolve, from * 1000 - Date.now()))
    const child = start_child('ffmpeg', [...quiet, '-re', '-f', 'lavfi', '-i', input, ...coding,
        '-f', 'mp4', '-movflags', '+cmaf+frag_keyframe+frag_discont', '-frag_duration', '333333', '-output_ts_offset', String(from),
        '-method', 'POST', '-chunked_post', '1', '-content_type', size ? 'video/mp4' : 'audio/mp4',
        '-headers', `Authorization: Bearer ${ingest_key(server)}\r\n`, `${server.url}/ingest/${server.slug}/${name}`],
    { stdio: ['ignore', 'ignore', 'inherit'] })
    return stage.keep({ kill: () => child.kill('SIGKILL') }, () => end_child(child))
}
