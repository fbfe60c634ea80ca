import { holdStories } from './_hold-stories.ts';

holdStories(1, 3);
