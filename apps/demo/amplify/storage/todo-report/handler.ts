import { reportToS3 } from '@amplify-recipes/scheduled';
import { allTodos } from '../../data/todos.js';

export const handler = reportToS3({
  format: 'csv',
  columns: ['id', 'content', 'isDone'],
  key: ({ date, hour, minute }) => `reports/todos-${date}-${hour}${minute}.csv`,
  rows: ({ signal }) => allTodos(signal),
});
