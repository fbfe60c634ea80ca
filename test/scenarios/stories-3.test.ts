import { holdStories } from './_hold-stories.ts';

holdStories(2, 3);
