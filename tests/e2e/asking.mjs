// Asking and moderating in the pages, as several stories do.
import { at, person, sign_in } from './browser.mjs'
import { slug } from './server.mjs'

/** Rows of a list that hold these words. */
export const row = (page, name, words) => page.locator(at(name)).filter({ hasText: words })

/** Asks in the page, by hand. */
export async function ask(page, words) {
    await page.fill(at('ask-text'), words)
    await page.click(at('ask-send'))
}

/** Selects the row and presses a key of the console. */
export async function press_on(page, column, words, key) {
    await row(page, column, words).locator('.num').first().click()
    await page.keyboard.press(key)
}

/** A viewer on the live page, ready to ask. */
export async function watching(stage, url, options) {
    const page = await person(stage, { expected: [/503/], ...options }) // the stream has not started
    await page.goto(`${url}/e/${slug}/live`)
    await page.locator(at('ask-text')).waitFor()
    return page
}

/** Somebody of the staff on the page of the role. */
export async function staff(stage, link, options) {
    const page = await person(stage, options)
    await sign_in(page, link)
    return page
}
