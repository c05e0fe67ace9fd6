using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Reliably.GitOps.Webhooks;

/// <summary>
/// Memory in pieces that hold a whole delivery. In pieces of 4 KB, as the server has them, one of 13 KB is fetched from the kernel in four calls.
/// </summary>
internal sealed class DeliveryMemory : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int Piece = 16 << 10;

    public override int MaxBufferSize => Shared.MaxBufferSize;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Shared.Rent(Math.Max(minBufferSize, Piece));

    protected override void Dispose(bool disposing)
    {
        // What is lent belongs to the pool that the whole process shares.
    }
}
