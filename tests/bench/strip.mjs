// The capture time in the picture, as media/strip.hpp describes it: written here into a raw picture, read in a page.

const blocks = 40
const height = 16

function crc8(bytes) {
    let crc = 0xff
    for (const byte of bytes) {
        crc ^= byte
        for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? (crc << 1 ^ 0x07) & 0xff : crc << 1
    }
    return crc
}

/** Draws the strip for `utc_ms` into the luma of a tight I420 picture of `wide` x `high`. */
export function draw_strip(picture, wide, high, utc_ms) {
    const low = Number(BigInt(utc_ms) & 0xffffffffn)
    const bytes = [low >>> 24, low >>> 16 & 0xff, low >>> 8 & 0xff, low & 0xff]
    const bits = [...bytes, crc8(bytes)].flatMap(byte => Array.from({ length: 8 }, (_, i) => byte >> (7 - i) & 1))
    for (let y = high - height; y < high; y++)
        for (let block = 0; block < blocks; block++) {
            const from = y * wide + block * wide / blocks
            picture.fill(bits[block] ? 235 : 16, from, from + wide / blocks)
        }
}

/**
 * Runs in the page: looks at the video ten times a second for `seconds`; → the ages in milliseconds, one for each look
 * at a picture whose strip could be read, and how many could not.
 */
export function watch_ages(seconds) {
    const [wide, high] = [1280, 16]
    const video = document.querySelector('video')
    const canvas = document.createElement('canvas')
    canvas.width = wide
    canvas.height = high
    const paint = canvas.getContext('2d', { willReadFrequently: true })
    const crc = bytes => bytes.reduce((sum, byte) => {
        let next = sum ^ byte
        for (let bit = 0; bit < 8; bit++) next = next & 0x80 ? (next << 1 ^ 0x07) & 0xff : next << 1
        return next
    }, 0xff)
    const look = () => {
        const strip = video.videoHeight * 16 / 720
        paint.drawImage(video, 0, video.videoHeight - strip, video.videoWidth, strip, 0, 0, wide, high)
        const now = Date.now()
        const { data } = paint.getImageData(0, 0, wide, high)
        const bytes = [0, 0, 0, 0, 0]
        for (let block = 0; block < 40; block++) {
            let sum = 0
            for (let y = 4; y < 12; y++) for (let x = 8; x < 24; x++) sum += data[4 * (y * wide + block * 32 + x) + 1]
            bytes[block >> 3] = bytes[block >> 3] << 1 | (sum / 128 > 126 ? 1 : 0)
        }
        if (crc(bytes.slice(0, 4)) !== bytes[4]) return undefined
        const captured = (bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3]) >>> 0
        return (now - captured) % 2 ** 32
    }
    return new Promise(done => {
        const seen = { ages: [], unread: 0 }
        const timer = setInterval(() => {
            const age = look()
            if (age === undefined) seen.unread++
            else seen.ages.push((age + 2 ** 32) % 2 ** 32)
            if (seen.ages.length + seen.unread < seconds * 10) return
            clearInterval(timer)
            done(seen)
        }, 100)
    })
}
