// What holds for any committed file: its encoding, its size, and that it names no machine.
const binary = /\.(png|jpe?g|webp|ico|gif|woff2?|wasm|mp4|m4s|mp3|wav|ts\.bin|bin|gz|zip|xlsx|pdf)$/i
const source = /\.(hpp|cpp|ts|vue|css|mjs|js|sql|sh|cmake)$|^dev$/

const texts = tree => tree.files.filter(file => !binary.test(file) && !file.startsWith('tests/fuzz/corpus/'))

function encoding(tree) {
    const strict = new TextDecoder('utf-8', { fatal: true })
    return texts(tree).flatMap(file => {
        const bytes = tree.bytes(file)
        const found = []
        if (bytes.includes(0)) return [`${file}: has a zero byte; is it binary?`]
        try {
            strict.decode(bytes)
        } catch {
            found.push(`${file}: is not UTF-8`)
        }
        // Samples for the tests may be odd on purpose.
        if (/^tests\/.*\/(samples|bad)\//.test(file)) return found
        if (bytes.includes(13)) found.push(`${file}: has carriage returns`)
        if (bytes.length && bytes.at(-1) !== 10) found.push(`${file}: does not end with a line end`)
        if (/^(<{7} |>{7} )/m.test(bytes.toString('utf8'))) found.push(`${file}: has a merge conflict`)
        return found
    })
}

const limit = 600

function sizes(tree) {
    return tree.files.filter(file => source.test(file)).flatMap(file => {
        const lines = tree.text(file).split('\n').length - 1
        return lines > limit ? [`${file}: ${lines} lines; ${limit} is the most, 250 is meant`] : []
    })
}

/** One line on how long the source files are, for the reader of the test's output. */
export function sizeReport(tree) {
    const counts = tree.files.filter(file => source.test(file) && !file.startsWith('tests/'))
        .map(file => ({ file, lines: tree.text(file).split('\n').length - 1 })).sort((a, b) => a.lines - b.lines)
    if (!counts.length) return 'no source files'
    const at = share => counts[Math.min(counts.length - 1, Math.floor(counts.length * share))].lines
    const long = counts.filter(({ lines }) => lines > 400).map(({ file, lines }) => `${file} ${lines}`)
    return `${counts.length} source files, median ${at(0.5)} lines, p90 ${at(0.9)}`
        + (long.length ? `; over 400: ${long.join(', ')}` : '')
}

const traces = [
    { what: 'a path of one machine', pattern: /(?<![\w.~})\]-])\/(?:work|root|home\/\w+|Users\/\w+)\/[\w.]/ },
    { what: 'a package registry', pattern: /\bregistry\.[a-z]+\.[a-z]|npmmirror|\b(?:deb|security)\.debian\.org|pythonhosted|artifactory/i },
    { what: 'a download address in the lock file', pattern: /"resolved":\s*"https?:/ },
]

function machines(tree) {
    const found = []
    for (const file of texts(tree).filter(name => name !== 'tests/repo/text.mjs')) // it has the patterns
        tree.text(file).split('\n').forEach((line, index) => {
            for (const { what, pattern } of traces)
                if (pattern.test(line)) found.push(`${file}:${index + 1}: ${what}: ${line.trim().slice(0, 100)}`)
        })
    return found
}

const waiting = /\bsleep_(?:for|until)\b|\bu?sleep\(|waitForTimeout/

function sleeps(tree) {
    const found = []
    for (const file of tree.files.filter(name => /^tests\/.*\.(cpp|hpp|mjs)$|^web\/.*\.test\.ts$/.test(name)))
        if (!file.startsWith('tests/repo/') && !file.startsWith('tests/bench/'))
            tree.text(file).split('\n').forEach((line, index) => {
                if (waiting.test(line)) found.push(`${file}:${index + 1}: a test waits for what it needs, it does not sleep`)
            })
    return found
}

// The controls' bad lines are put together here, so that not even this file has one.
const path = (...names) => `/${names.join('/')}`

export default [
    {
        name: 'text files are UTF-8, end with a line end and have no conflicts',
        find: encoding,
        controls: [
            { files: { 'a.md': 'no end' }, expect: 'does not end with a line end' },
            { files: { 'a.md': Buffer.from([0xc3, 0x28, 0x0a]) }, expect: 'is not UTF-8' },
            { files: { 'a.md': 'a\r\n' }, expect: 'carriage returns' },
            { files: { 'a.md': `${'<'.repeat(7)} HEAD\n` }, expect: 'merge conflict' },
        ],
    },
    {
        name: 'source files can be read at a sitting',
        find: sizes,
        controls: [{ files: { 'server/app/ask.cpp': 'int x;\n'.repeat(limit + 1) }, expect: '601 lines' }],
    },
    {
        name: 'no file names a machine or a package registry',
        find: machines,
        controls: [
            { files: { 'a.md': `see ${path('home', 'ada', 'notes')}\n` }, expect: 'a path of one machine' },
            { files: { 'a.md': `see ${path('work', 'x')}\n` }, expect: 'a path of one machine' },
            { files: { 'x.json': `{"resolved": "${'https:/' + path('somewhere', 'x.tgz')}"}\n` }, expect: 'lock file' },
            { files: { '.npmrc': `registry=${'https:/' + path(['registry', 'example', 'org'].join('.'))}\n` }, expect: 'a package registry' },
            { files: { 'a.md': `https://example.org${path('home', 'ada')} and \${HOME}${path('work', 'x')}\n` }, expect: undefined },
        ],
    },
    {
        name: 'no test sleeps',
        find: sleeps,
        controls: [{ files: { 'tests/hub/room.cpp': 'std::this_thread::sleep_for(1s);\n' }, expect: 'does not sleep' }],
    },
]
