"""The schedule: a network of milestones, what decides its finish, how sound it is, and what a change would move."""
