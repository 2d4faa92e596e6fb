// ffmpeg as the venue's encoder, and as the maker of what a camera sees. Children are ended with the stage.
import { spawnSync } from 'node:child_process'
import { until } from './check.mjs'
import { end_child, start_child } from './server.mjs'

const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin']

/**
 * Pushes a test picture and a tone as H.264/AAC in MPEG-TS over SRT, in real time, until the stage is closed. Tries
 * again while nobody listens yet. → once frames are on their way.
 */
export async function push_srt(stage, port, passphrase, { width = 1280, height = 720, fps = 25 } = {}) {
    const to = `srt://127.0.0.1:${port}?mode=caller&passphrase=${passphrase}&pbkeylen=16&latency=120000`
    const words = [...quiet, '-progress', 'pipe:1', '-re',
        '-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=${fps}`, '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000',
        '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p',
        '-g', String(fps), '-b:v', '1500k', '-c:a', 'aac', '-b:a', '96k', '-f', 'mpegts', to]
    let child
    let frames = 0
    let ended = false
    let complaint = ''
    const start = () => {
        child = start_child('ffmpeg', words, { stdio: ['ignore', 'pipe', 'pipe'] })
        child.stdout.on('data', data => { frames = Math.max(frames, ...[...String(data).matchAll(/frame=(\d+)/g)].map(m => Number(m[1]))) })
        child.stderr.on('data', data => { complaint = String(data) })
        child.once('exit', () => { if (!ended) start() })
    }
    stage.keep(undefined, () => {
        ended = true
        return end_child(child)
    })
    start()
    await until(() => frames > fps, `frames over SRT; ffmpeg says: ${complaint}`, 30_000)
    return { frames: () => frames }
}

/** Makes the MJPEG file that Chromium's fake camera shows from a picture file. */
export function camera_file(picture, file) {
    const made = spawnSync('ffmpeg', [...quiet, '-y', '-loop', '1', '-framerate', '10', '-i', picture, '-t', '2',
        '-vf', 'scale=420:420:flags=neighbor,pad=1280:720:(ow-iw)/2:(oh-ih)/2:white', '-pix_fmt', 'yuvj420p', '-q:v', '2',
        '-f', 'mjpeg', file], { encoding: 'utf8', timeout: 30_000 })
    if (made.status !== 0) throw new Error(`ffmpeg could not make the camera's picture: ${made.stderr}`)
}
