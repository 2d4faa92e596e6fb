// The stream: what an encoder pushes over SRT is seen in the viewer's page, without a stall.
import { equal, must, scenario, until, within } from '../check.mjs'
import { at, person } from '../browser.mjs'
import { Reader, segments_there } from '../hls.mjs'
import { serve } from '../server.mjs'
import { serve_venue } from '../venue.mjs'
import { relay } from '../wire.mjs'

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
    const { server, passphrase } = await serve_venue(stage, { size: { width: 1280, height: 720 } })
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
    must(seen.size[0] >= 640 && Math.abs(seen.size[0] / seen.size[1] - 16 / 9) < 0.02, `the picture is ${seen.size}`)
    must(/\d/.test(await latency.innerText()), 'the page says how far behind live it is')
    must(Number((await viewer.locator(at('viewers')).innerText()).replace(/\D/g, '')) >= 1, 'the page counts its viewer')
    must(!server.log().includes(passphrase), 'the log holds the passphrase')
    equal(viewer.trouble, [], 'errors in the viewer’s page')
}, 180_000)

// Whose first network failure is no end: what was missed is left out or caught up, and nobody touches the page.
scenario('a player whose line was cut for four seconds comes back to the live edge by itself', async stage => {
    const server = await serve(stage, { source: 'test:' })
    const line = await relay(stage, server)
    await segments_there(new Reader(server), 1)
    const viewer = await person(stage, { expected: [/ERR_|WebSocket|Failed to (fetch|load)/] })
    let loads = 0
    viewer.on('framenavigated', frame => { if (frame === viewer.mainFrame()) loads++ })
    await viewer.goto(new URL(new URL(server.links.viewer).pathname, line.url).href)
    const behind_s = async () => Number(/\d+(\.\d+)?/.exec(await viewer.locator(at('latency')).innerText())[0])
    await viewer.locator(at('latency')).waitFor({ timeout: 30_000 })
    await until(async () => await behind_s() < 3, 'the player is near the live edge', 30_000)
    line.cut()
    await viewer.waitForFunction(() => document.querySelector('video').readyState < 3) // all it had is played
    const stopped = await viewer.evaluate(() => document.querySelector('video').currentTime)
    await new Promise(resolve => setTimeout(resolve, 4000))
    line.mend()
    await viewer.waitForFunction(from => document.querySelector('video').currentTime > from + 1, stopped, { timeout: 20_000 })
    const back = Date.now()
    await until(async () => await behind_s() < 3, 'the player is near the live edge again', 60_000)
    console.log(`      caught up ${((Date.now() - back) / 1000).toFixed(1)} s after the picture was back`)
    equal(loads, 1, 'times the page was loaded')
    equal(viewer.trouble, [], 'errors in the viewer’s page')
}, 150_000)
