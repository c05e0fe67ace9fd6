using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Doctor;

/// <summary>The <c>git</c> of the machine.</summary>
/// <param name="Program">Its path; null where it was refused.</param>
/// <param name="Version">Its version.</param>
/// <param name="Refusal">Why it cannot be used.</param>
public sealed record GitSight(string? Program, Version? Version, Refusal? Refusal);

/// <summary>The service's own folder.</summary>
public sealed record DataSight
{
    public required string Path { get; init; }

    /// <summary>It is there; else <c>serve</c> makes it.</summary>
    public required bool Exists { get; init; }

    /// <summary>Why it cannot be written, or made; null where it can.</summary>
    public string? Refusal { get; init; }

    /// <summary>Bytes that are free for this account; null where it cannot be known.</summary>
    public long? Free { get; init; }

    /// <summary>Bytes that the folder of one run may hold (<c>limits: disk</c>); null for any.</summary>
    public long? RunMayHold { get; init; }

    /// <summary>A service works in it now.</summary>
    public bool InUse { get; init; }
}

/// <summary>A file that holds a credential of the service.</summary>
public sealed record SecretFileSight
{
    public required string Path { get; init; }

    /// <summary>Whose it is, as the end of a sentence: <c>the credentials of /srv/git/shop.git</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Why it cannot be used; null where it can.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Its permissions, as <c>chmod</c> takes them; null where there are none.</summary>
    public int? Mode { get; init; }
}

/// <summary>What experiments would run with.</summary>
public sealed record RunnerSight
{
    public required RunnerChoice Choice { get; init; }

    /// <summary>The path of <c>chaos</c>; null where there is none.</summary>
    public string? Chaos { get; init; }

    /// <summary>The path that was asked for, and by what: <c>'/opt/x', as the setting 'chaos' says</c>; null where PATH decides.</summary>
    public string? Asked { get; init; }

    /// <summary>The version of chaostoolkit-lib, as <c>chaos info core</c> says it; null where it did not answer.</summary>
    public string? Library { get; init; }

    /// <summary>What <c>chaos</c> said instead of its version.</summary>
    public string? Said { get; init; }
}

/// <summary>Something that grants of a repository need on the machine: an account, or the engine of containers.</summary>
/// <param name="Name">Its name for programs: <c>account</c> or <c>containers</c>.</param>
/// <param name="Good">What to say where it is there.</param>
/// <param name="Refusal">Why it cannot be had; null where it can.</param>
public sealed record GrantSight(string Name, string Good, Refusal? Refusal);

/// <summary>An address that the service is to listen on.</summary>
/// <param name="Key">Which one: <c>private</c> or <c>public</c>.</param>
/// <param name="Address">As it is written: <c>127.0.0.1:8080</c>.</param>
/// <param name="Refusal">Why nobody can listen there now; null where somebody can.</param>
public sealed record ListenSight(string Key, string Address, string? Refusal);

/// <summary>Our clock beside another one.</summary>
/// <param name="Whose">Whose: <c>GitHub</c>.</param>
/// <param name="Ahead">How far ours is ahead; negative: behind. Exact to a second or two.</param>
public sealed record ClockSight(string Whose, TimeSpan Ahead);
