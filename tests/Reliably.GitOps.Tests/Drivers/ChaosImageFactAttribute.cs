namespace Reliably.GitOps.Drivers;

/// <summary>A test that needs an image with the real Chaos Toolkit: <c>RELIABLY_CHAOS_IMAGE</c> names one that is on the machine. Without it the test is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChaosImageFactAttribute : FactAttribute
{
    public ChaosImageFactAttribute() => Skip = ContainerFactAttribute.Reason.Value
        ?? (Image is null ? "No image with the Chaos Toolkit is named: set RELIABLY_CHAOS_IMAGE to one that is on this machine." : null);

    public static string? Image { get; } = Environment.GetEnvironmentVariable("RELIABLY_CHAOS_IMAGE") is { Length: > 0 } named ? named : null;
}
