// What a scenario is written with: a list of named checks, waits with a limit, and a tally. Knows no browser.

const scenarios = []
const untimed_scenarios = []

/** Registers a scenario; its name is a sentence. `act(stage)` fails by throwing. `limit`: milliseconds. Runs alone. */
export function scenario(name, act, limit = 120_000) {
    scenarios.push({ name, act, limit })
}

/** The same for one that judges nothing in real time, as pictures and sound are: another may run beside it. */
export function untimed(name, act, limit = 120_000) {
    untimed_scenarios.push({ name, act, limit })
}

export const range = n => Array.from({ length: n }, (_, i) => i)

export function must(condition, words) {
    if (!condition) throw new Error(words)
}

export function equal(got, wanted, words) {
    const [left, right] = [got, wanted].map(value => JSON.stringify(value))
    if (left !== right) throw new Error(`${words}: got ${left}, wanted ${right}`)
}

/** `promise`, or an error that says what did not come in time. */
export function within(ms, promise, words) {
    let timer
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`not within ${ms / 1000} s: ${words}`)), ms)
    })
    return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** Asks `look` again and again until it answers with something true, and gives that back. */
export async function until(look, words, ms = 10_000) {
    const end = Date.now() + ms
    for (;;) {
        const found = await look()
        if (found) return found
        if (Date.now() > end) throw new Error(`not within ${ms / 1000} s: ${words}`)
        await new Promise(resolve => setTimeout(resolve, 40))
    }
}

/** Closes what a scenario opened, the last first, whatever became of it. */
export class Stage {
    #closing = []
    #witnesses = []

    /** `tell` says, when the scenario has failed, what it saw. */
    witness(tell) {
        this.#witnesses.push(tell)
    }

    /** → what the witnesses say */
    async ask_witnesses() {
        const said = []
        for (const tell of this.#witnesses)
            await within(5000, Promise.resolve().then(tell), 'a witness').then(words => said.push(words), () => {})
        return said
    }

    /** Remembers how to close `thing` and gives it back. */
    keep(thing, close) {
        this.#closing.push(close)
        return thing
    }

    async close() {
        for (const close of this.#closing.splice(0).reverse())
            await within(15_000, Promise.resolve().then(close), 'closing').catch(error => console.log(`  ${error.message}`))
    }
}

async function succeeds({ name, act, limit }, word) {
    const begin = Date.now()
    const stage = new Stage()
    try {
        await within(limit, act(stage), name)
        console.log(`ok    ${name} (${((Date.now() - begin) / 1000).toFixed(1)} s)`)
        return true
    } catch (error) {
        const lines = [...String(error?.stack ?? error).split('\n').slice(0, 12), ...await stage.ask_witnesses()]
        console.log([`${word}: ${name}`, ...lines].join('\n      '))
        return false
    } finally {
        await stage.close()
    }
}

/**
 * Runs the scenarios whose name holds `wanted`; says how each went; → how many failed. What is judged in real time is tried once
 * more when it fails, for another program of the machine can take a second from it; that it failed first is said.
 */
export async function run(wanted = '') {
    let passed = 0
    const run_all = async (waiting, word, fails) => {
        for (let one; (one = waiting.shift());) {
            if (await succeeds(one, word)) passed++
            else fails.push(one)
        }
    }
    const chosen = all => all.filter(({ name }) => name.includes(wanted))
    const untimed_ones = chosen(untimed_scenarios).sort((a, b) => b.limit - a.limit) // the longest is not left for last
    const [again, failed] = [[], []]
    await Promise.all([run_all(untimed_ones, 'ERROR', failed), run_all(untimed_ones, 'ERROR', failed)])
    await run_all(chosen(scenarios), 'AGAIN', again)
    await run_all(again, 'ERROR', failed)
    console.log(`${passed} passed, ${failed.length} failed`)
    return failed.length
}
