import { snsDigest } from '@amplify-recipes/scheduled';
import { allTodos } from '../todos.js';

export const handler = snsDigest({
  subject: ({ date }) => `Todos on ${date}`,
  compose: async ({ signal }) => {
    let all = 0;
    let done = 0;
    for await (const { isDone } of allTodos(signal)) {
      all += 1;
      if (isDone) done += 1;
    }
    return `${all} todos, ${done} of them done.`;
  },
});
