namespace Reliably.GitOps.Drivers;

/// <summary>Tests that do chaos to a shop with a latency budget, or start a whole demonstration: they run when no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
