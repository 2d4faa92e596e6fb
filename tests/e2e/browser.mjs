// Real Chromium: one for all scenarios, a fresh context (cookies, storage) for each person. Listens for errors.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './server.mjs'
import { chromium } from '../../web/node_modules/playwright-core/index.mjs'

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required',
    '--disable-features=Translate,MediaRouter', '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding', '--disable-background-timer-throttling']

let shared
let pictures = 0 // of failures

/** The browser that all scenarios share, also those that ask for it at once; `close_shared` ends it. */
export function browser() {
    shared ??= open_browser()
    return shared
}

export async function close_shared() {
    await (await shared)?.close()
    shared = undefined
}

/** A browser of one's own, for flags of one's own. */
export function open_browser(more_flags = []) {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: [...flags, ...more_flags],
        timeout: 60_000,
    })
}

/** A folder below the machine's temporary folder, gone with the stage. */
export function scratch(stage) {
    const folder = mkdtempSync(join(tmpdir(), 'jiangtang-e2e-'))
    return stage.keep(folder, () => rmSync(folder, { recursive: true, force: true }))
}

const view = { phone: { width: 390, height: 844 }, small: { width: 640, height: 480 }, desktop: { width: 1280, height: 800 }, full_hd: { width: 1920, height: 1080 } }

/**
 * A person with a page of their own. `page.trouble` gathers errors of the console, of scripts and of the content
 * security policy; what `expected` (patterns) match is left out. Who is `trusting` has accepted every certificate.
 */
export async function person(stage, { size = 'desktop', dark = false, expected = [], within = undefined, permissions = [], trusting = false } = {}) {
    const context = await (within ?? await browser()).newContext({
        viewport: view[size], colorScheme: dark ? 'dark' : 'light', locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
        permissions, deviceScaleFactor: 1, ignoreHTTPSErrors: trusting,
    })
    context.setDefaultTimeout(20_000)
    stage.keep(context, () => context.close())
    const page = await context.newPage()
    page.trouble = []
    page.expected = [...expected]
    const note = words => {
        if (!page.expected.some(pattern => pattern.test(words))) page.trouble.push(words)
    }
    page.on('console', message => {
        if (message.type() === 'error') note(`${message.text()} ${message.location().url ?? ''}`)
    })
    page.on('pageerror', error => note(`uncaught: ${error.stack ?? error}`))
    stage.witness(async () => {
        const file = join(root, 'build/log', `e2e-${++pictures}.png`)
        mkdirSync(join(root, 'build/log'), { recursive: true })
        await page.screenshot({ path: file, timeout: 4000 })
        return `${page.url()}: ${file} ${page.trouble.join(' | ')}`
    })
    await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', event =>
            console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))
    })
    return page
}

export const at = name => `[data-test="${name}"]`

/** Opens a sign-in link and waits for the page it leads to. */
export async function sign_in(page, link) {
    await page.goto(link)
    await page.waitForURL(/\/e\//)
}

/** True when the page can be scrolled sideways. */
export function scrolls_sideways(page) {
    return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
}
