namespace Reliably.GitOps.Drivers;

/// <summary>A theory that needs the real Chaos Toolkit: skipped, with the reason, where it is absent.</summary>
internal sealed class ChaosToolkitTheoryAttribute : TheoryAttribute
{
    public ChaosToolkitTheoryAttribute() => Skip = new ChaosToolkitFactAttribute().Skip;
}
