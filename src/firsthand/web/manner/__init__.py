"""The manner of a reply: what it says beside its writer's draft."""
