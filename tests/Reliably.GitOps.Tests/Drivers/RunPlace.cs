namespace Reliably.GitOps.Drivers;

/// <summary>Which engine carries a run out, and where.</summary>
internal enum RunPlace
{
    /// <summary>Our engine, on the service's machine.</summary>
    Native,

    /// <summary>The real Chaos Toolkit, on the service's machine.</summary>
    ChaosToolkit,

    /// <summary>Our engine, in a container.</summary>
    Container,

    /// <summary>The real Chaos Toolkit, in a container.</summary>
    ChaosToolkitInContainer,
}

/// <summary>A test of <c>reliably serve</c> beside the emulator whose runs need an engine: skipped, with the reason, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ServedRunFactAttribute : FactAttribute
{
    public ServedRunFactAttribute(RunPlace place)
    {
        Place = place;
        Skip = new NodeFactAttribute().Skip ?? place switch
        {
            RunPlace.ChaosToolkit => new ChaosToolkitFactAttribute().Skip,
            RunPlace.Container => new ContainerFactAttribute().Skip,
            RunPlace.ChaosToolkitInContainer => new ChaosImageFactAttribute().Skip,
            _ => null,
        };
    }

    public RunPlace Place { get; }
}
