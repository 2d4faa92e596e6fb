// Players that are not ours play the live stream and the replay: ffmpeg, ffprobe, GStreamer's hlsdemux2, hls.js alone.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { equal, must, scenario, until, within } from '../check.mjs'
import { person } from '../browser.mjs'
import { Reader, segments_there } from '../hls.mjs'
import { end_stream, replay_of } from '../recording.mjs'
import { end_child, root, serve, start_child } from '../server.mjs'

const seconds = 10
const fps = 30
const frames_of_sound = 48_000 / 1024 // AAC frames a second

/** Runs a program to its end; → {code, out, said}. */
async function run(command, words) {
    const child = start_child(command, words, { stdio: ['ignore', 'pipe', 'pipe'] })
    let [out, said] = ['', '']
    child.stdout.on('data', data => { out += data })
    child.stderr.on('data', data => { said += data })
    const code = await within(60_000, new Promise(resolve => child.once('close', resolve)), `${command} ends: ${said}`)
    return { code, out, said }
}

async function by_ffmpeg(url) {
    const { code, out, said } = await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', '-i', url, '-t', String(seconds),
        '-map', '0:v:0', '-map', '0:a:0', '-f', 'framecrc', '-'])
    equal([code, said], [0, ''], 'ffmpeg’s end')
    const count = stream => out.split('\n').filter(line => line.startsWith(`${stream},`)).length
    must(count(0) >= seconds * fps - 2 && count(1) >= seconds * frames_of_sound - 2, `ffmpeg decoded ${count(0)} pictures, ${count(1)} of sound`)
}

async function by_ffprobe(url) {
    const { code, out, said } = await run('ffprobe', ['-v', 'error', '-read_intervals', `%+${seconds}`, '-count_packets',
        '-show_entries', 'stream=codec_name,width,height,sample_rate,nb_read_packets', '-of', 'json', url])
    equal([code, said], [0, ''], 'ffprobe’s end')
    const { streams } = JSON.parse(out)
    const picture = streams.find(one => one.codec_name === 'h264'), sound = streams.find(one => one.codec_name === 'aac')
    must(picture?.height > 0 && sound?.sample_rate === '48000', `ffprobe found ${out}`)
    must(Number(picture.nb_read_packets) > seconds * fps / 2, `ffprobe read ${picture.nb_read_packets} pictures`)
}

// playbin3 with sinks that tell of each buffer and keep the clock; ended once there were enough.
async function by_gstreamer(url) {
    const child = spawn('gst-launch-1.0', ['-v', 'playbin3', `uri=${url}`, 'video-sink=fakesink name=picture sync=true silent=false',
        'audio-sink=fakesink name=sound sync=true silent=false'], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [pictures, sounds, demuxer, trouble, rest] = [0, 0, false, '', '']
    const read = data => {
        const lines = (rest + data).split('\n')
        rest = lines.pop()
        for (const line of lines) {
            if (/picture: last-message = chain/.test(line)) pictures++
            else if (/sound: last-message = chain/.test(line)) sounds++
            else if (/GstHLSDemux2/.test(line)) demuxer = true
            else if (/^(ERROR|WARNING)/.test(line)) trouble += line
        }
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    try {
        await until(() => trouble || child.exitCode !== null || (pictures >= seconds * fps && sounds >= seconds * frames_of_sound),
            `GStreamer plays: ${pictures} pictures, ${sounds} of sound`, 60_000)
    } finally {
        await end_child(child)
    }
    must(!trouble && demuxer, `GStreamer says: ${trouble}, hlsdemux2: ${demuxer}`)
    must(pictures >= seconds * fps, `GStreamer ended after ${pictures} pictures`)
}

// Runs in an empty page: hls.js with its own settings plays `url` for so many seconds; → what it complained of.
function play({ url, wanted }) {
    const video = document.body.appendChild(document.createElement('video'))
    video.muted = true
    const hls = new window.Hls()
    const errors = []
    hls.on(window.Hls.Events.ERROR, (_, data) => errors.push(`${data.fatal ? 'fatal ' : ''}${data.details} ${data.reason ?? ''}`))
    hls.loadSource(url)
    hls.attachMedia(video)
    let first
    return new Promise((done, failed) => {
        hls.on(window.Hls.Events.MANIFEST_PARSED, () => video.play().catch(failed))
        video.addEventListener('timeupdate', () => {
            first ??= video.currentTime
            if (video.currentTime - first < wanted && !errors.some(one => one.startsWith('fatal'))) return
            const { totalVideoFrames: frames } = video.getVideoPlaybackQuality()
            done({ errors, frames, sound_bytes: video.webkitAudioDecodedByteCount, played: video.currentTime - first })
            hls.destroy()
        })
    })
}

async function by_hls_js(stage, server, url) {
    const page = await person(stage, { size: 'small' })
    await page.route(`${server.url}/empty`, route => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>hls.js</title>' }))
    await page.goto(`${server.url}/empty`)
    await page.addScriptTag({ path: join(root, 'web/node_modules/hls.js/dist/hls.min.js') })
    const { errors, frames, sound_bytes, played } = await within(60_000, page.evaluate(play, { url, wanted: seconds }), 'hls.js plays')
    equal(errors.filter(one => !/bufferStalled|bufferNudge/.test(one)), [], 'errors of hls.js')
    must(played >= seconds && frames > seconds * fps / 2 && sound_bytes > 0, `hls.js played ${played} s, ${frames} frames, ${sound_bytes} bytes of sound`)
    await page.close()
}

async function all_play(stage, server, door) {
    const url = `${server.url}/${door}/${server.slug}/index.m3u8`
    const bad = []
    const play = (name, by, ...more) => by(...more, url).catch(error => bad.push(`${name}: ${error.message}`))
    // Two at a time: all at once keep a small machine so busy that it drops rungs, and ffprobe reads every one of them.
    await Promise.all([play('ffmpeg', by_ffmpeg), play('ffprobe', by_ffprobe)])
    await Promise.all([play('GStreamer', by_gstreamer), play('hls.js', by_hls_js, stage, server)])
    equal(bad, [], `who could not play /${door}/`)
}

scenario('ffmpeg, ffprobe, GStreamer and hls.js play the live stream and the replay', async stage => {
    const server = await serve(stage, { source: 'test:' })
    await segments_there(new Reader(server), 4)
    await all_play(stage, server, 'live')
    await end_stream(server)
    await replay_of(server)
    await all_play(stage, server, 'replay')
}, 180_000)
