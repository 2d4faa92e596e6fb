// The stream: what an encoder pushes over SRT is seen in the viewer's page, without a stall.
import { equal, must, scenario, within } from '../check.mjs'
import { at, person } from '../browser.mjs'
import { push_srt } from '../ffmpeg.mjs'
import { free_udp_port, serve, slug } from '../server.mjs'

// Watches the picture until it has gone on by `seconds`; runs in the page.
function watch(seconds) {
    const video = document.querySelector('video')
    const quality = () => video.getVideoPlaybackQuality()
    const seen = { waiting: 0, jumps: 0, decoded: quality().totalVideoFrames, dropped: quality().droppedVideoFrames }
    const [from, begin] = [video.currentTime, performance.now()]
    let last = from
    video.addEventListener('waiting', () => seen.waiting++)
    video.addEventListener('seeking', () => seen.jumps++)
    return new Promise(done => {
        video.addEventListener('timeupdate', () => {
            if (video.currentTime < last) seen.jumps++
            last = video.currentTime
            if (last - from < seconds) return
            done({
                ...seen,
                played: last - from,
                took: (performance.now() - begin) / 1000,
                decoded: quality().totalVideoFrames - seen.decoded,
                dropped: quality().droppedVideoFrames - seen.dropped,
                sound_bytes: video.webkitAudioDecodedByteCount,
                size: [video.videoWidth, video.videoHeight],
            })
        })
    })
}

// The test picture is the only one with large fields of full colour: are there such? Runs in the page.
function colourful() {
    const canvas = document.createElement('canvas')
    canvas.width = 160
    canvas.height = 90
    const paint = canvas.getContext('2d', { willReadFrequently: true })
    paint.drawImage(document.querySelector('video'), 0, 0, 160, 90)
    const { data } = paint.getImageData(0, 0, 160, 90)
    let strong = 0
    for (let i = 0; i < data.length; i += 4) {
        const rgb = [data[i], data[i + 1], data[i + 2]]
        if (Math.max(...rgb) - Math.min(...rgb) > 120) strong++
    }
    return strong > 160 * 90 * 0.2
}

scenario('a stream pushed over SRT plays for twenty seconds without a stall', async stage => {
    const port = await free_udp_port()
    const passphrase = 'a-long-enough-passphrase'
    const server = await serve(stage, { source: `srt://127.0.0.1:${port}?mode=listener&passphrase=${passphrase}&pbkeylen=16` })
    await push_srt(stage, port, passphrase)
    const viewer = await person(stage, { expected: [/503/] }) // asked before the first part is there
    await viewer.goto(server.links.viewer)
    await viewer.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0, null, { timeout: 40_000 })
    await viewer.waitForFunction(colourful, null, { timeout: 30_000, polling: 250 })
    // The player has found its distance from the live edge once the page says how far it is.
    const latency = viewer.locator(at('latency'))
    await latency.waitFor({ timeout: 20_000 })
    await viewer.waitForFunction(() => document.querySelector('video').currentTime > 4)

    const seen = await within(45_000, viewer.evaluate(watch, 20), 'twenty seconds of picture')
    const words = JSON.stringify(seen)
    console.log(`      ${words}, ${await latency.innerText()}`)
    equal(seen.waiting, 0, `the picture stalled: ${words}`)
    must(Math.abs(seen.played / seen.took - 1) < 0.1, `position and clock disagree: ${words}`)
    must(seen.decoded > 20 * 25 * 0.8, `too few frames were decoded: ${words}`)
    must(seen.sound_bytes > 0, `no sound was decoded: ${words}`)
    equal(seen.size, [1280, 720], 'size of the picture')
    must(/\d/.test(await latency.innerText()), 'the page says how far behind live it is')
    must(Number((await viewer.locator(at('viewers')).innerText()).replace(/\D/g, '')) >= 1, 'the page counts its viewer')
    must(!server.log().includes(passphrase), 'the log holds the passphrase')
    equal(viewer.trouble, [], 'errors in the viewer’s page')
}, 180_000)
