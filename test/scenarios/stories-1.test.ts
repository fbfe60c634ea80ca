import { holdStories } from './_hold-stories.ts';

holdStories(0, 3);
