import { Command } from 'commander'

/** `help` of a command that has others: prints the help of what its words lead to, or of the command itself. */
export function helpCommand(root: Command): Command {
  return new Command('help')
    .summary('print the help of a command')
    .description('Prints the help of a command.')
    .argument('[command...]', 'its words, as in: help plan check')
    .action((words: readonly string[]) => commandAt(root, words).help())
}

/** For a word that stands where a command would, and is none. @throws CommanderError */
export function refuseWord(group: Command, word: string): never {
  return group.error(`error: unknown command '${word}'`, { code: 'commander.unknownCommand' })
}

function commandAt(root: Command, [word, ...rest]: readonly string[]): Command {
  if (word === undefined) return root
  const found = root.commands.find((command) => command.name() === word)
  return found === undefined ? refuseWord(root, word) : commandAt(found, rest)
}
