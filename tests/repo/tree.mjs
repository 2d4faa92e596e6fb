// The files a check looks at: the checkout's, or a few made up by a control. Knows nothing of the checks.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

const generated = new Set(['.git', 'build', 'dist', 'node_modules', '.cache'])

/** Every file below `root` that is, or would be, committed, as paths relative to it. */
function list(root) {
    try {
        const out = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
            { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
        const files = [...new Set(out.split('\0'))].filter(name => name && isFile(join(root, name)))
        if (files.length) return files
    } catch { /* not a git checkout: an unpacked archive is walked below */ }
    return walk(root).map(name => relative(root, name))
}

function isFile(path) {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

function walk(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
        if (entry.isDirectory()) return generated.has(entry.name) ? [] : walk(join(folder, entry.name))
        return entry.isFile() ? [join(folder, entry.name)] : []
    })
}

/** A tree is { files: sorted paths, bytes(path) → Buffer, text(path) → string, has(path) → file or folder there }. */
function tree(files, bytes) {
    const known = new Set()
    for (const file of files)
        for (let path = file; path; path = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '')
            known.add(path)
    return {
        files: files.sort(),
        bytes,
        text: path => bytes(path).toString('utf8'),
        has: path => path === '' || known.has(path.replace(/\/$/, '')),
    }
}

export function checkout(root) {
    return tree(list(root), path => readFileSync(join(root, path)))
}

/** A made-up tree for a control: { 'path': 'content' }. */
export function madeUp(contents) {
    return tree(Object.keys(contents), path => Buffer.from(contents[path]))
}

/** The program under test, or nothing: output(args…) is its standard output, undefined when it failed. */
export function program(path) {
    return path && {
        output(...args) {
            try {
                return execFileSync(path, args, { encoding: 'utf8', timeout: 20_000, stdio: ['ignore', 'pipe', 'ignore'] })
            } catch {
                return undefined
            }
        },
    }
}

/** A made-up program for a control: { 'routes': 'what it prints' }. */
export function madeUpProgram(outputs) {
    return outputs && { output: (...args) => outputs[args.join(' ')] }
}
