namespace Reliably.GitOps.Drivers;

/// <summary>Ends the caller at one request, before it is sent or after it was answered, as a kill does: nothing catches it.</summary>
internal sealed class CutWire : DelegatingHandler
{
    private readonly int at;
    private readonly bool afterwards;
    private int sent;

    /// <param name="at">Number of the request, from 0.</param>
    /// <param name="afterwards">GitHub has done what the request asked for, and nobody hears of it.</param>
    public CutWire(int at, bool afterwards)
        : base(new SocketsHttpHandler()) => (this.at, this.afterwards) = (at, afterwards);

    /// <summary>There was such a request.</summary>
    public bool IsCut { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (sent++ != at) return await base.SendAsync(request, cancellationToken);
        IsCut = true;
        if (afterwards) (await base.SendAsync(request, cancellationToken)).Dispose();
        throw new KilledException();
    }

    /// <summary>The process is no more.</summary>
    internal sealed class KilledException() : Exception("Killed.");
}
