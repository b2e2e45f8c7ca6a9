"""The pages for viewers, stages and operators, and how they are served."""
